import { populateDemoSchema } from '../../../../src/sandbox/oracle/load/populate-demo-schema';
import { MultisetDigest } from '../../../../src/sandbox/oracle/compare/row-digest';
import type { SqliteDatabase } from '../../../../src/sandbox/oracle/storage/sqlite-database';
import { openTestDatabase } from '../storage/open-test-database';

const tableNames = ['CUSTOMERS', 'EVENTS', 'ORDERS', 'ORDER_ITEMS', 'PAYMENTS', 'PRODUCTS'];

function digestOf(database: SqliteDatabase, name: string): MultisetDigest {
  const digest = new MultisetDigest();
  for (const rows of database.scanRows('SALES', name, { batchRows: 1000 })) for (const row of rows) digest.add(row);
  return digest;
}

async function areEqual(first: number, second: number): Promise<readonly boolean[]> {
  using one = openTestDatabase();
  using other = openTestDatabase();
  await populateDemoSchema(one.database, { bytes: 1_000_000, seed: first });
  await populateDemoSchema(other.database, { bytes: 1_000_000, seed: second });
  return tableNames.map((name) => digestOf(one.database, name).equals(digestOf(other.database, name)));
}

describe('the demo schema', () => {
  test('is the same for the same seed, and another for another', async () => {
    expect(await areEqual(1, 1)).toEqual(tableNames.map(() => true));
    expect(await areEqual(1, 2)).toEqual(tableNames.map(() => false));
  });

  test('has about the bytes that were asked for, in six tables', async () => {
    using test = openTestDatabase();
    const filled = await populateDemoSchema(test.database, { bytes: 5_000_000, seed: 1 });
    const tables = test.database.tables('SALES').map((table) => table.name);
    expect([...tables].sort()).toEqual(tableNames);
    const bytes = tables.map((name) => test.database.tableBytes('SALES', name)).reduce((sum, each) => sum + each, 0);
    expect(bytes / 5_000_000).toBeGreaterThan(0.9);
    expect(bytes / 5_000_000).toBeLessThan(1.1);
    const rows = tables.map((name) => test.database.rowCount('SALES', name)).reduce((sum, each) => sum + each, 0);
    expect(filled).toEqual({ tables: 6, rows });
  });

  test('rises through several SCNs in each table, and has rows in each when it is small', async () => {
    using test = openTestDatabase();
    const before = test.database.currentScn();
    await populateDemoSchema(test.database, { bytes: 0, seed: 1 });
    for (const name of tableNames) expect(test.database.rowCount('SALES', name)).toBeGreaterThan(0);
    expect(test.database.currentScn() - before).toBeGreaterThanOrEqual(6n * 3n);
  });

  test('has NULLs, negative numbers, decimals, bytes and text of several scripts', async () => {
    using test = openTestDatabase();
    await populateDemoSchema(test.database, { bytes: 500_000, seed: 1 });
    const values = tableNames.flatMap((name) =>
      [...test.database.scanRows('SALES', name, { batchRows: 1000 })].flat(2),
    );
    expect(values).toContain(null);
    expect(values.some((value) => Buffer.isBuffer(value))).toBe(true);
    for (const pattern of [
      /^-\d+\.\d+$/,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/,
    ])
      expect(values.some((value) => typeof value === 'string' && pattern.test(value))).toBe(true);
  });
});
