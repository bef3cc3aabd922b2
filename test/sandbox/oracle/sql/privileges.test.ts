import { openTestEngine } from './sql-client';

const user = 'CREATE USER backup_op IDENTIFIED BY "Secret 1" DEFAULT TABLESPACE users QUOTA 500M ON users';

describe('users and grants', () => {
  test('a DBA sets up a user who exports, and the dictionary shows it', () => {
    using test = openTestEngine();
    test.system.run(user);
    test.system.run('GRANT CREATE SESSION, CREATE TABLE TO backup_op');
    test.system.run('GRANT DATAPUMP_EXP_FULL_DATABASE TO backup_op');
    test.system.run(`CREATE OR REPLACE DIRECTORY backup_dir AS '/backup'`);
    test.system.run('GRANT READ, WRITE ON DIRECTORY backup_dir TO backup_op');
    expect(test.database.users.passwordOf('BACKUP_OP')).toBe('Secret 1');
    const client = test.connect('BACKUP_OP');
    expect(client.rows(`SELECT role FROM session_roles WHERE role LIKE '%EXP_FULL%' ORDER BY 1`)).toEqual([
      ['DATAPUMP_EXP_FULL_DATABASE'],
      ['EXP_FULL_DATABASE'],
    ]);
    expect(
      client.rows(`SELECT privilege FROM session_privs WHERE privilege IN ('CREATE TABLE', 'ALTER SYSTEM')`),
    ).toEqual([['CREATE TABLE']]);
    const privileges = `SELECT privilege, type FROM all_tab_privs WHERE table_schema = 'SYS' AND table_name = 'BACKUP_DIR' AND grantee = USER ORDER BY 1`;
    expect(client.rows(privileges)).toEqual([
      ['READ', 'DIRECTORY'],
      ['WRITE', 'DIRECTORY'],
    ]);
    expect(client.value(`SELECT directory_path FROM all_directories WHERE directory_name = 'BACKUP_DIR'`)).toBe(
      '/backup',
    );
    expect(client.rows('SELECT tablespace_name, max_bytes FROM user_ts_quotas')).toEqual([['USERS', '524288000']]);
    expect(
      test.system.rows(`SELECT account_status, default_tablespace FROM dba_users WHERE username = 'BACKUP_OP'`),
    ).toEqual([['OPEN', 'USERS']]);
  });

  test.each([
    ['CREATE USER sales IDENTIFIED BY x', "ORA-01920: user name 'SALES' conflicts with another user or role name"],
    ['CREATE USER c##x IDENTIFIED BY x', 'ORA-65094'],
    ['CREATE USER x IDENTIFIED BY y QUOTA 1M ON nowhere', "ORA-00959: tablespace 'NOWHERE' does not exist"],
    ['ALTER USER nobody ACCOUNT LOCK', "ORA-01918: user 'NOBODY' does not exist"],
    ['DROP USER nobody', "ORA-01918: user 'NOBODY' does not exist"],
    ['GRANT CREATE SESSION TO nobody', "ORA-01917: user or role 'NOBODY' does not exist"],
    ['GRANT NO SUCH THING TO sales', 'ORA-00990: missing or invalid privilege'],
    ['GRANT no_role TO sales', "ORA-01919: role 'NO_ROLE' does not exist"],
    ['GRANT READ ON DIRECTORY nowhere TO sales', 'ORA-22930: directory does not exist'],
    ['GRANT SELECT ON v$database TO sales', 'ORA-02030: can only select from fixed tables/views'],
    ['REVOKE CREATE USER FROM sales', "ORA-01952: system privileges not granted to 'SALES'"],
    ['REVOKE dba FROM sales', "ORA-01951: ROLE 'DBA' not granted to 'SALES'"],
    ['DROP DIRECTORY nowhere', 'ORA-04043: object NOWHERE does not exist'],
    [`CREATE DIRECTORY data_pump_dir AS '/x'`, 'ORA-00955: name is already used by an existing object'],
  ])('%s is refused', (sql, error) => {
    using test = openTestEngine();
    expect(() => test.system.run(sql)).toThrow(error);
  });

  test('a plain user may not administer', () => {
    using test = openTestEngine();
    const plain = test.connect('PLAIN');
    for (const sql of [
      user,
      'GRANT DBA TO plain',
      `CREATE DIRECTORY d AS '/x'`,
      'DROP USER sales CASCADE',
      'CREATE TABLE t (n NUMBER)',
    ])
      expect(() => plain.run(sql)).toThrow('ORA-01031: insufficient privileges');
  });

  test('a table needs quota on its tablespace', () => {
    using test = openTestEngine();
    test.system.run('GRANT CREATE TABLE TO plain');
    expect(() => test.connect('PLAIN').run('CREATE TABLE t (n NUMBER)')).toThrow(
      "ORA-01950: no privileges on tablespace 'USERS'",
    );
    test.system.run('ALTER USER plain QUOTA UNLIMITED ON users');
    expect(test.connect('PLAIN').run('CREATE TABLE t (n NUMBER)')).toBe(0);
  });

  test.each([
    ['locked', 'ALTER USER plain ACCOUNT LOCK', 'ORA-28000'],
    [
      'without CREATE SESSION',
      'REVOKE CREATE SESSION FROM plain',
      'ORA-01045: user PLAIN lacks CREATE SESSION privilege',
    ],
    ['unknown', 'DROP USER plain', 'ORA-01017'],
  ])('a user who is %s does not get in', (_, sql, error) => {
    using test = openTestEngine();
    test.system.run(sql);
    expect(() => test.database.users.passwordOf('PLAIN')).toThrow(error);
  });
});

describe('what a session may read', () => {
  test('a table of another is as good as not there until something is granted', () => {
    using test = openTestEngine();
    const [sales, plain] = [test.connect('SALES'), test.connect('PLAIN')];
    sales.run('CREATE TABLE t (n NUMBER)');
    expect(() => plain.rows('SELECT * FROM sales.t')).toThrow('ORA-00942: table or view does not exist');
    sales.run('GRANT INSERT ON t TO plain');
    expect(() => plain.rows('SELECT * FROM sales.t')).toThrow('ORA-01031: insufficient privileges');
    sales.run('GRANT SELECT ON t TO plain');
    expect(plain.rows('SELECT * FROM sales.t')).toEqual([]);
    expect(plain.rows('SELECT table_name FROM all_tables')).toEqual([['T']]);
  });

  test('23ai says which table it does not find', () => {
    using test = openTestEngine({ version: '23ai' });
    const plain = test.connect('PLAIN');
    expect(() => plain.rows('SELECT * FROM sales.t')).toThrow('ORA-00942: table or view "SALES"."T" does not exist');
  });

  test('a catalogue view needs the role, or a grant on the view of SYS', () => {
    using test = openTestEngine();
    const plain = test.connect('PLAIN');
    expect(() => plain.rows('SELECT current_scn FROM v$database')).toThrow('ORA-00942');
    test.system.run('GRANT SELECT ON sys.v_$database TO plain');
    expect(plain.rows('SELECT current_scn FROM v$database')).toHaveLength(1);
    expect(plain.rows('SELECT current_scn FROM sys.v_$database')).toHaveLength(1);
    expect(() => plain.rows('SELECT * FROM dba_users')).toThrow('ORA-00942');
    test.system.run('GRANT SELECT_CATALOG_ROLE TO plain');
    expect(plain.rows(`SELECT username FROM dba_users WHERE username = 'PLAIN'`)).toEqual([['PLAIN']]);
  });

  test('the SCN comes from DBMS_FLASHBACK only with EXECUTE, and from TIMESTAMP_TO_SCN without', () => {
    using test = openTestEngine();
    const plain = test.connect('PLAIN');
    const scn = 'SELECT TO_CHAR(DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER) FROM dual';
    expect(() => plain.value(scn)).toThrow(
      'ORA-00904: "DBMS_FLASHBACK"."GET_SYSTEM_CHANGE_NUMBER": invalid identifier',
    );
    test.system.run('GRANT EXECUTE ON SYS.DBMS_FLASHBACK TO plain');
    expect(BigInt(plain.text(scn))).toBe(test.database.currentScn());
    const known = BigInt(plain.text('SELECT TIMESTAMP_TO_SCN(SYSTIMESTAMP) FROM dual'));
    expect(known).toBeLessThanOrEqual(test.database.currentScn());
    expect(known).toBeGreaterThanOrEqual(test.database.oldestReadableScn());
  });

  test.each([
    ['CREATE TABLE', `SELECT COUNT(*) FROM session_privs WHERE privilege = 'CREATE TABLE'`],
    ['SELECT_CATALOG_ROLE', `SELECT COUNT(*) FROM session_roles WHERE role = 'SELECT_CATALOG_ROLE'`],
    ['READ ON DIRECTORY DUMPS', `SELECT COUNT(*) FROM all_tab_privs WHERE table_name = 'DUMPS' AND privilege = 'READ'`],
    ['select on sys.v_$instance', `SELECT COUNT(*) FROM all_tab_privs WHERE table_name = 'V_$INSTANCE'`],
  ])('the fault missing-privilege takes %s away while it is set', (privilege, query) => {
    using test = openTestEngine();
    test.system.run('GRANT SELECT_CATALOG_ROLE TO sales');
    test.system.run(`CREATE DIRECTORY dumps AS '/dumps'`);
    test.system.run('REVOKE READ ON DIRECTORY dumps FROM system');
    test.system.run('GRANT READ ON DIRECTORY dumps TO sales');
    test.system.run('GRANT SELECT ON sys.v_$instance TO sales');
    const sales = test.connect('SALES');
    expect(sales.value(query)).toBe('1');
    test.faults.add({ kind: 'missing-privilege', privilege });
    expect(sales.value(query)).toBe('0');
    test.faults.clear('missing-privilege');
    expect(sales.value(query)).toBe('1');
  });
});
