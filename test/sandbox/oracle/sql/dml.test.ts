import { bind, openTestEngine, type SqlClient, type TestEngine } from './sql-client';

let server: TestEngine;
let sales: SqlClient;

beforeEach(() => {
  server = openTestEngine();
  sales = server.connect('SALES');
  sales.run(
    'CREATE TABLE t (id NUMBER(4) PRIMARY KEY, name VARCHAR2(6) NOT NULL, amount NUMBER(6,2), raw_ RAW(4), day DATE)',
  );
  sales.run(`INSERT INTO t VALUES (1, 'one', 1.005, HEXTORAW('FF'), DATE '2024-01-31')`);
  sales.run(`INSERT INTO t (name, id) VALUES ('two', 2)`);
  sales.commit();
});

afterEach(() => {
  server[Symbol.dispose]();
});

test('values are rounded and converted as their columns want', () => {
  expect(sales.rows('SELECT * FROM t ORDER BY id')).toEqual([
    ['1', 'one', '1.01', Buffer.from('ff', 'hex'), '2024-01-31 00:00:00'],
    ['2', 'two', null, null, null],
  ]);
});

test('changes are the session’s own until it commits, and gone after a rollback', () => {
  const other = server.connect('SALES');
  expect(
    sales.run(`UPDATE t SET name = UPPER(name), amount = NVL(amount, 0) + 1 WHERE id <= :n`, bind('NUMBER', '2')),
  ).toBe(2);
  expect(sales.run('INSERT INTO t (id, name) SELECT id + 10, name FROM t')).toBe(2);
  expect(sales.run('DELETE FROM t WHERE id = 12')).toBe(1);
  expect(sales.rows('SELECT id, name, amount FROM t ORDER BY id')).toEqual([
    ['1', 'ONE', '2.01'],
    ['2', 'TWO', '1'],
    ['11', 'ONE', null],
  ]);
  expect(other.rows('SELECT id, name FROM t ORDER BY id')).toEqual([
    ['1', 'one'],
    ['2', 'two'],
  ]);
  sales.rollback();
  expect(sales.value('SELECT COUNT(*) FROM t')).toBe('2');
});

test('a row that another session has changed cannot be changed until it commits', () => {
  const other = server.connect('SALES');
  sales.run(`UPDATE t SET name = 'x' WHERE id = 1`);
  expect(() => other.run('DELETE FROM t')).toThrow('ORA-00054');
  sales.commit();
  expect(other.run('DELETE FROM t')).toBe(2);
});

test('DDL commits what was open; the end of a session rolls it back', () => {
  sales.run('DELETE FROM t WHERE id = 1');
  sales.run(`COMMENT ON TABLE t IS 'a table'`);
  sales.rollback();
  expect(sales.value('SELECT COUNT(*) FROM t')).toBe('1');
  sales.run('DELETE FROM t');
  server.engine.endSession(sales.caller);
  expect(server.connect('SALES').value('SELECT COUNT(*) FROM t')).toBe('1');
});

test('a ROWID stays with its row when the row changes', () => {
  const rowid = sales.value('SELECT ROWID FROM t WHERE id = 1');
  sales.run(`UPDATE t SET name = 'x' WHERE id = 1`);
  sales.commit();
  expect(sales.value(`SELECT ROWID FROM t WHERE name = 'x'`)).toBe(rowid);
});

test.each([
  [`INSERT INTO t VALUES (1, 'again', NULL, NULL, NULL)`, 'ORA-00001: unique constraint (SALES.T_PK) violated'],
  [`INSERT INTO t (id) VALUES (3)`, 'ORA-01400: cannot insert NULL into ("SALES"."T"."NAME")'],
  [`UPDATE t SET name = ''`, 'ORA-01407: cannot update ("SALES"."T"."NAME") to NULL'],
  [
    `INSERT INTO t (id, name) VALUES (3, 'äöüß')`,
    'ORA-12899: value too large for column "SALES"."T"."NAME" (actual: 8, maximum: 6)',
  ],
  [`INSERT INTO t (id, name) VALUES (12345, 'x')`, 'ORA-01438'],
  [`INSERT INTO t (id, name) VALUES ('x', 'x')`, 'ORA-01722: invalid number'],
  [`INSERT INTO t (id, name, day) VALUES (3, 'x', '2024-01-31')`, 'ORA-018'],
  [`INSERT INTO t VALUES (3, 'x')`, 'ORA-00947: not enough values'],
  [`INSERT INTO t (id, name) VALUES (3, 'x', 4)`, 'ORA-00913: too many values'],
  [`INSERT INTO t (nothing) VALUES (3)`, 'ORA-00904: "NOTHING": invalid identifier'],
  [`INSERT INTO no_table VALUES (3)`, 'ORA-00942'],
  [`DELETE FROM dba_users`, 'ORA-01031'],
  [`CREATE TABLE t (n NUMBER)`, 'ORA-00955: name is already used by an existing object'],
  [`CREATE TABLE u (n NUMBER, n DATE)`, 'ORA-00957: duplicate column name'],
  [`CREATE TABLE u (n FOO)`, 'ORA-00902: invalid datatype'],
  [`CREATE TABLE u (n VARCHAR2)`, 'ORA-00906: missing left parenthesis'],
  [`DROP TABLE u`, 'ORA-00942: table or view does not exist'],
])('%s is refused and changes nothing', (sql, error) => {
  expect(() => sales.run(sql)).toThrow(error);
  expect(sales.value('SELECT COUNT(*) FROM t')).toBe('2');
});

test.each([
  ['READ ONLY', 'ORA-16000: database or pluggable database open for read-only access'],
  ['MOUNTED', 'ORA-01109: database not open'],
] as const)('a database that is %s takes no changes', (openMode, error) => {
  using test = openTestEngine({ openMode });
  expect(() => test.connect('SALES').run('CREATE TABLE u (n NUMBER)')).toThrow(error);
  expect(test.system.value('SELECT open_mode FROM v$database')).toBe(openMode);
});

test('files of a directory are measured through the host', () => {
  using test = openTestEngine(
    {},
    { bfiles: { bfileLength: (_, { filename }) => filename.length, bfileExists: () => true } },
  );
  const client = test.connect('PLAIN');
  expect(client.value('SELECT DBMS_LOB.GETLENGTH(BFILENAME(:d, :f)) FROM dual', 'DIR', 'a.dmp')).toBe('5');
  expect(client.value(`SELECT BFILENAME('DIR', 'a.dmp') FROM dual`)).toEqual({
    kind: 'bfile',
    directory: 'DIR',
    filename: 'a.dmp',
  });
  expect(client.value(`SELECT DBMS_LOB.FILEEXISTS(BFILENAME('DIR', 'a.dmp')) FROM dual`)).toBe('1');
});
