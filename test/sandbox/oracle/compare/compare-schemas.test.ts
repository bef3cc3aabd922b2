import { compareSchemas } from '../../../../src/sandbox/oracle/compare/compare-schemas';
import type { SqlValue, StandInSettings, TableDefinition } from '../../../../src/sandbox/oracle/engine';
import { Faults } from '../../../../src/sandbox/oracle/faults';
import { openDatabase } from '../../../../src/sandbox/oracle/storage/open-database';
import { temporaryDirectory } from '../../temporary-directory';

const settings: StandInSettings = {
  version: '19c',
  edition: 'EE',
  databaseName: 'SALES',
  serviceName: 'SALES',
  characterSet: 'AL32UTF8',
  timeZoneFileVersion: 32,
  openMode: 'READ WRITE',
  role: 'PRIMARY',
  tdeTablespaces: false,
  clustered: false,
  tunedUndoRetentionS: 900,
};
const database = openDatabase({ dataDir: temporaryDirectory('compare'), settings, faults: new Faults() });
afterAll(() => database.close());

function tableOf(owner: string, name: string, maxSize = 20): TableDefinition {
  return {
    owner,
    name,
    comment: null,
    primaryKey: ['ID'],
    columns: [
      { name: 'ID', position: 1, type: 'NUMBER', nullable: false },
      { name: 'NAME', position: 2, type: 'VARCHAR2', maxSize, nullable: true },
    ],
  };
}

function fill(owner: string, name: string, rows: readonly (readonly SqlValue[])[], maxSize?: number): bigint {
  database.createTable(tableOf(owner, name, maxSize));
  return database.insertRows(owner, name, rows);
}

const compare = (scn: bigint) => compareSchemas(database, { schema: 'SALES', restoredSchema: 'SCRATCH', scn });

test('a table is compared with what it held at the SCN, in any order of rows', async () => {
  const scn = fill('SALES', 'ORDERS', [
    ['1', 'a'],
    ['2', null],
  ]);
  database.insertRows('SALES', 'ORDERS', [['3', 'later']]);
  fill('SCRATCH', 'ORDERS', [
    ['2', null],
    ['1', 'a'],
  ]);
  expect(await compare(scn)).toEqual([{ table: 'ORDERS', rows: 2, restoredRows: 2, equal: true, differences: [] }]);
});

test('the first rows that differ are named by their key, of both sides', async () => {
  const scn = database.insertRows('SCRATCH', 'ORDERS', [['9', 'from nowhere']]);
  expect(await compare(scn)).toEqual([
    {
      table: 'ORDERS',
      rows: 3,
      restoredRows: 3,
      equal: false,
      differences: ['not restored: ID="3"', 'restored, but not in the database: ID="9"'],
    },
  ]);
});

test('tables that only one side has, and columns of another size, are differences', async () => {
  fill('SALES', 'ONLY_HERE', [['1', 'a']]);
  fill('SALES', 'WIDER', [['1', 'a']]);
  fill('SCRATCH', 'WIDER', [['1', 'a']], 30);
  const scn = fill('SCRATCH', 'ONLY_THERE', [['1', 'a']]);
  const differences = Object.fromEntries((await compare(scn)).map((table) => [table.table, table.differences]));
  expect(differences).toMatchObject({
    ONLY_HERE: ['the table was not restored'],
    ONLY_THERE: ['SALES has no such table'],
    WIDER: [expect.stringMatching(/NAME VARCHAR2\(20\) were restored as .*NAME VARCHAR2\(30\)/)],
  });
});
