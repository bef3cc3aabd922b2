import { BackupError } from '../../../../src/errors';
import type { SqlValue } from '../../../../src/sandbox/oracle/engine';
import { loadCsvDirectory } from '../../../../src/sandbox/oracle/load/load-csv-directory';
import type { SqliteDatabase } from '../../../../src/sandbox/oracle/storage/sqlite-database';
import { openTestDatabase } from '../storage/open-test-database';
import { csvFolder } from './csv-folder';

function rowsOf(database: SqliteDatabase, name: string): readonly (readonly SqlValue[])[] {
  return [...database.scanRows('SALES', name, { batchRows: 1000 })].flat();
}

/** The message of LOAD_INVALID; the database is left without tables. */
async function refusal(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  using test = openTestDatabase();
  using folder = csvFolder(files);
  const error: unknown = await loadCsvDirectory(test.database, folder.path, 'SALES').catch((reason: unknown) => reason);
  if (!(error instanceof BackupError)) throw new Error('no BackupError', { cause: error });
  expect(error.code).toBe('LOAD_INVALID');
  expect(test.database.tables()).toEqual([]);
  return error.message.replace(folder.path, 'FOLDER');
}

describe('a folder of CSV files', () => {
  test('becomes tables whose types hold every row', async () => {
    using test = openTestDatabase();
    using folder = csvFolder({
      'Orders.csv': [
        '\uFEFFid,code,amount,ordered_on,shipped_at,note,nothing',
        '1,007,-12.50,2024-02-29,2024-03-01 10:00:00,Zürich,',
        '2,008,,2024-01-31 10:20:30,2024-03-01 10:00:00.25,"a ""b"",\r\nc",',
        '30,009,.5,,,,',
      ].join('\r\n'),
      'empty.csv': 'a,b\n',
      'readme.txt': 'no table',
    });
    expect(await loadCsvDirectory(test.database, folder.path, 'SALES')).toEqual({ tables: 2, rows: 3 });
    const types = test.database
      .table('SALES', 'ORDERS')
      ?.columns.map(({ name, type, maxSize }) => [name, type, maxSize]);
    expect(types).toEqual([
      ['ID', 'NUMBER', undefined],
      ['CODE', 'VARCHAR2', 3],
      ['AMOUNT', 'NUMBER', undefined],
      ['ORDERED_ON', 'DATE', undefined],
      ['SHIPPED_AT', 'TIMESTAMP', undefined],
      ['NOTE', 'VARCHAR2', 9],
      ['NOTHING', 'VARCHAR2', 1],
    ]);
    expect(rowsOf(test.database, 'ORDERS')).toEqual([
      ['1', '007', '-12.5', '2024-02-29 00:00:00', '2024-03-01 10:00:00', 'Zürich', null],
      ['2', '008', null, '2024-01-31 10:20:30', '2024-03-01 10:00:00.25', 'a "b",\r\nc', null],
      ['30', '009', '0.5', null, null, null, null],
    ]);
    expect(rowsOf(test.database, 'EMPTY')).toEqual([]);
  });

  test('what is no number and no day is text', async () => {
    using test = openTestDatabase();
    using folder = csvFolder({ 't.csv': 'a,b,c,d\n1,2023-02-29,2024-01-01,1e5\nx,,7,+1\n' });
    await loadCsvDirectory(test.database, folder.path, 'SALES');
    expect(test.database.table('SALES', 'T')?.columns.map((column) => column.type)).toEqual(Array(4).fill('VARCHAR2'));
  });

  test('more rows than one transaction or one read holds are all there, in their order', async () => {
    using test = openTestDatabase();
    const lines = Array.from({ length: 12_000 }, (_, at) => `${at},"line ${at}\nand ${'é'.repeat(at % 50)}"`);
    using folder = csvFolder({ 't.csv': `id,text\n${lines.join('\n')}` });
    expect(await loadCsvDirectory(test.database, folder.path, 'SALES')).toEqual({ tables: 1, rows: 12_000 });
    const rows = rowsOf(test.database, 'T');
    expect(rows.map(([id]) => id)).toEqual(lines.map((_, at) => String(at)));
    expect(rows[11_999]?.[1]).toBe(`line 11999\nand ${'é'.repeat(49)}`);
  });

  test('takes types from schema.sql, by the name of the column', async () => {
    using test = openTestDatabase();
    using folder = csvFolder({
      'schema.sql': `-- the shop
        create table sales.people (id number(5) not null, name varchar2(10 char), bytes raw(4), score binary_double,
          constraint people_pk primary key (id));
        CREATE TABLE notes (id NUMBER PRIMARY KEY, body CLOB)`,
      'people.csv': 'name,id,bytes\nAnna,1,ff00\n',
    });
    expect(await loadCsvDirectory(test.database, folder.path, 'SALES')).toEqual({ tables: 2, rows: 1 });
    expect(rowsOf(test.database, 'PEOPLE')).toEqual([['1', 'Anna', Buffer.from('ff00', 'hex'), null]]);
    expect(test.database.table('SALES', 'PEOPLE')).toMatchObject({
      primaryKey: ['ID'],
      columns: [
        { name: 'ID', type: 'NUMBER', precision: 5, nullable: false },
        { name: 'NAME', type: 'VARCHAR2', maxSize: 40, nullable: true },
        { name: 'BYTES', type: 'RAW', maxSize: 4 },
        { name: 'SCORE', type: 'BINARY_DOUBLE' },
      ],
    });
    expect(test.database.table('SALES', 'NOTES')?.columns[0]).toMatchObject({ name: 'ID', nullable: false });
  });
});

describe('what cannot be loaded is refused, and leaves no table', () => {
  const schema = 'CREATE TABLE t (\n id NUMBER(3) PRIMARY KEY,\n born DATE,\n name VARCHAR2(3) NOT NULL);';
  const header = 'id,born,name\n';

  test.each([
    ['no CSV', { 'a.txt': '' }, 'FOLDER: there is no *.csv in this folder'],
    ['an empty file', { 't.csv': '' }, 't.csv, line 1: there is no header row'],
    ['a name of a file that is no plain one', { 'my-t.csv': 'a\n' }, /^my-t.csv: the file's name is no plain name/],
    ['a name of a column that is no plain one', { 't.csv': '\na, b\n' }, /^t.csv, line 2: " b" is no plain name/],
    ['a column twice', { 't.csv': 'a,A\n' }, 't.csv, line 1: a second column A'],
    ['two files for a table', { 'T.csv': 'a\n', 't.csv': 'a\n' }, /the table T is in T.csv already/],
    ['fields too few', { 't.csv': 'a,b\n1,2\n\n3\n' }, 't.csv, line 4: 1 fields, where the header has 2'],
    ['an open quote', { 't.csv': 'a,b\n1,"2\n3,4\n' }, 't.csv, line 2: a quote is never closed'],
    [
      'a quote that draws in the rest',
      { 't.csv': `a\n1\n"${'2\n'.repeat(4_500_000)}` },
      /^t.csv, line 3: a record of more/,
    ],
    ['a line without an end', { 't.csv': `a\n1\n${'x'.repeat(9_000_000)}` }, 't.csv, line 3: a line of more than 8 MB'],
    ['other than UTF-8', { 't.csv': Buffer.from('a\nb\n\xfc\n', 'latin1') }, 't.csv, line 3: the text is not UTF-8'],
    ['a text too long', { 't.csv': `a\n1\n${'x'.repeat(4001)}\n` }, /^t.csv, line 3: column A: more than 4000 bytes/],
    [
      'a value too large',
      { 'schema.sql': schema, 't.csv': `${header}1,,abc\n2,,äbc\n` },
      /^t.csv, line 3: column NAME, VARCHAR2\(3\), cannot hold "äbc": ORA-12899/,
    ],
    [
      'a number too large',
      { 'schema.sql': schema, 't.csv': `${header}1000,,a\n` },
      /^t.csv, line 2: column ID, NUMBER, cannot hold "1000": ORA-01438/,
    ],
    [
      'no number',
      { 'schema.sql': schema, 't.csv': `${header}1,,a\nx,,a\n` },
      /^t.csv, line 3: column ID.*"x": ORA-01722/,
    ],
    [
      'no such day',
      { 'schema.sql': schema, 't.csv': `${header}1,2023-02-29,a\n` },
      /^t.csv, line 2: column BORN, DATE, cannot hold "2023-02-29"/,
    ],
    [
      'no value',
      { 'schema.sql': schema, 't.csv': `${header}1,,\n` },
      /^t.csv, line 2: column NAME.*no value: ORA-01400/,
    ],
    [
      'a key twice',
      { 'schema.sql': schema, 't.csv': `${header}1,,a\n2,,b\n3,,c\n2,,d\n` },
      /^t.csv, line 5: ORA-00001/,
    ],
    [
      'a column that schema.sql has not',
      { 'schema.sql': schema, 't.csv': 'id,age\n' },
      't.csv, line 1: schema.sql gives T no column AGE',
    ],
    [
      'a schema.sql with other statements',
      { 'schema.sql': `${schema}\nDROP TABLE t;`, 't.csv': header },
      'schema.sql, line 5: CREATE is expected, not DROP',
    ],
    [
      'an unknown type',
      { 'schema.sql': 'CREATE TABLE t (\n a XMLTYPE)', 't.csv': 'a\n' },
      'schema.sql, line 2: XMLTYPE is no type that can be loaded',
    ],
    [
      'another schema',
      { 'schema.sql': 'CREATE TABLE hr.t (a DATE)', 't.csv': 'a\n' },
      /^schema.sql, line 1: tables are loaded into SALES/,
    ],
  ] as const)('%s', async (_, files, message) => {
    expect(await refusal(files)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('a folder that is not there', async () => {
    using test = openTestDatabase();
    await expect(loadCsvDirectory(test.database, '/nowhere', 'SALES')).rejects.toMatchObject({
      code: 'LOAD_INVALID',
      message: expect.stringContaining('/nowhere: the folder cannot be read') as string,
    });
  });

  test('a table that exists already is left as it is', async () => {
    using test = openTestDatabase();
    using folder = csvFolder({ 't.csv': 'a\n1\n' });
    await loadCsvDirectory(test.database, folder.path, 'SALES');
    await expect(loadCsvDirectory(test.database, folder.path, 'SALES')).rejects.toThrow('SALES.T exists already');
    expect(rowsOf(test.database, 'T')).toEqual([['1']]);
  });
});
