import { missingPrivileges } from '../../src/oracle/privileges';
import { passwordPlaceholder, setupStatements, type SetupRequest } from '../../src/oracle/setup-sql';

const request: SetupRequest = {
  user: 'REDOUBT',
  tablespace: 'USERS',
  quota: '500M',
  directory: 'REDOUBT_DIR',
  directoryPath: "/u01/it's",
  scope: { mode: 'schema', schemas: ['SALES'] },
  platform: { rds: false },
};
const sqlOf = (change: Partial<SetupRequest>) => setupStatements({ ...request, ...change }).map(({ sql }) => sql);

describe('the set-up of a database', () => {
  it('for schemas of others needs the role, and no view by name', () => {
    expect(sqlOf({})).toEqual([
      `CREATE USER REDOUBT IDENTIFIED BY "${passwordPlaceholder}" DEFAULT TABLESPACE USERS`,
      'ALTER USER REDOUBT QUOTA 500M ON USERS',
      'GRANT CREATE SESSION TO REDOUBT',
      'GRANT CREATE TABLE TO REDOUBT',
      'GRANT DATAPUMP_EXP_FULL_DATABASE TO REDOUBT',
      "CREATE DIRECTORY REDOUBT_DIR AS '/u01/it''s'",
      'GRANT READ, WRITE ON DIRECTORY REDOUBT_DIR TO REDOUBT',
    ]);
  });

  it('for the user’s own schema grants views instead of the role', () => {
    const sql = sqlOf({ scope: { mode: 'schema', schemas: ['REDOUBT'] } });
    expect(sql).not.toContainEqual(expect.stringContaining('DATAPUMP_EXP_FULL_DATABASE'));
    // On V_$, never on the synonym V$, which is ORA-02030.
    expect(sql).toContain('GRANT SELECT ON SYS.V_$DATABASE TO REDOUBT');
  });

  it('on RDS asks rdsadmin for the directory and for SYS’s views', () => {
    const sql = sqlOf({ platform: { rds: true }, scope: { mode: 'tables', tables: ['REDOUBT.T'] } });
    expect(sql).toContain("BEGIN rdsadmin.rdsadmin_util.create_directory(p_directory_name => 'REDOUBT_DIR'); END;");
    expect(sql).toContain(
      "BEGIN rdsadmin.rdsadmin_util.grant_sys_object(p_obj_name => 'V_$DATABASE', p_grantee => 'REDOUBT', p_privilege => 'SELECT'); END;",
    );
    expect(sql.some((line) => line.startsWith('CREATE DIRECTORY'))).toBe(false);
  });

  it('of a pluggable database begins there', () => {
    expect(sqlOf({ platform: { rds: false, pdb: 'SALESPDB' } })[0]).toBe('ALTER SESSION SET CONTAINER = SALESPDB');
  });

  it('quotes names that Oracle would read otherwise, and refuses those that it has not', () => {
    expect(sqlOf({ user: 'redoubt-1' })).toContain('GRANT CREATE TABLE TO "redoubt-1"');
    expect(() => sqlOf({ user: 'x" IDENTIFIED BY y' })).toThrow('no Oracle name');
  });

  it('never has a password in it', () => {
    expect(Object.keys(request)).not.toContain('password');
  });
});

describe('missing privileges', () => {
  const nothing = {
    system: new Set<string>(),
    roles: new Set<string>(),
    directory: new Set<string>(),
    defaultTablespace: 'USERS',
    quotaBytes: 0,
    refusedPackages: ['UTL_FILE'],
  };
  const want = { scope: request.scope, user: 'REDOUBT', directory: 'REDOUBT_DIR' };

  it('are named all at once, each with its statement', () => {
    expect(missingPrivileges(nothing, want).map(({ statement }) => statement)).toEqual([
      'GRANT DATAPUMP_EXP_FULL_DATABASE TO REDOUBT',
      'GRANT CREATE TABLE TO REDOUBT',
      'ALTER USER REDOUBT QUOTA 500M ON USERS',
      'GRANT READ, WRITE ON DIRECTORY REDOUBT_DIR TO REDOUBT',
      'GRANT EXECUTE ON SYS.UTL_FILE TO REDOUBT',
    ]);
  });

  it('are none when all is there', () => {
    const all = {
      ...nothing,
      system: new Set(['CREATE TABLE', 'UNLIMITED TABLESPACE']),
      roles: new Set(['DATAPUMP_EXP_FULL_DATABASE']),
      directory: new Set(['READ', 'WRITE']),
      refusedPackages: [],
    };
    expect(missingPrivileges(all, want)).toEqual([]);
  });

  it('do not count the role for one’s own schema', () => {
    const own = { ...want, user: 'SALES' };
    expect(missingPrivileges(nothing, own).map(({ what }) => what)).not.toContainEqual(expect.stringContaining('role'));
  });
});
