import type { SqlValue } from '../../../../src/sandbox/oracle/engine';
import { openDatabase } from '../../../../src/sandbox/oracle/storage/open-database';
import { openTestDatabase, testSettings, things } from './open-test-database';

function rowsOf(batches: Iterable<readonly (readonly SqlValue[])[]>): readonly (readonly SqlValue[])[] {
  return [...batches].flat();
}

const one = ['1', 'eins', '12.5', '2024-01-31 10:00:00', Buffer.from('ff00', 'hex')] as const;
const two = ['2', null, '123456789012345678901234567890.123', null, null] as const;

describe('the database', () => {
  test('gives back rows as they were inserted, an empty text as NULL', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    test.database.insertRows('SALES', 'THINGS', [one, two, ['3', '', null, null, null]]);
    const rows = rowsOf(test.database.scanRows('SALES', 'THINGS', { batchRows: 2 }));
    expect(rows).toEqual([one, two, ['3', null, null, null, null]]);
  });

  test('a commit has an SCN greater than any read before, and earlier ones do not see its rows', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    const first = test.database.insertRows('SALES', 'THINGS', [one]);
    const between = test.database.currentScn();
    const second = test.database.insertRows('SALES', 'THINGS', [two]);
    expect(second).toBeGreaterThan(between);
    expect(test.database.rowCount('SALES', 'THINGS', first)).toBe(1);
    expect(test.database.rowCount('SALES', 'THINGS', between)).toBe(1);
    expect(test.database.rowCount('SALES', 'THINGS')).toBe(2);
  });

  test('a scan keeps to the rows of its start while others are inserted', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    test.database.insertRows('SALES', 'THINGS', [one]);
    const seen: unknown[] = [];
    for (const batch of test.database.scanRows('SALES', 'THINGS', { batchRows: 1 })) {
      if (seen.length === 0) test.database.insertRows('SALES', 'THINGS', [two]);
      seen.push(...batch);
    }
    expect(seen).toHaveLength(1);
  });

  test('a scan takes an Oracle condition', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    test.database.insertRows('SALES', 'THINGS', [one, two]);
    const scan = (where: string) => rowsOf(test.database.scanRows('SALES', 'THINGS', { where, batchRows: 10 }));
    expect(scan("name like 'ei%' and amount < 13")).toEqual([one]);
    expect(scan('AMOUNT > 100')).toEqual([two]);
    expect(scan("born > to_date('2024-01-01', 'YYYY-MM-DD')")).toEqual([one]);
    expect(() => scan('nothing = 1')).toThrow('ORA-00904: "NOTHING": invalid identifier');
  });

  test('SCNs of the future, before the table and before the undo horizon each have their error', () => {
    using test = openTestDatabase({ tunedUndoRetentionS: 0 });
    const before = test.database.currentScn();
    test.database.createTable(things);
    const future = test.database.currentScn() + 1000n;
    expect(() => test.database.rowCount('SALES', 'THINGS', future)).toThrow('ORA-08181');
    expect(() => test.database.rowCount('SALES', 'THINGS', before)).toThrow(/ORA-0(1466|1555)/);
  });

  test('tables, rows, users and the SCN survive a restart', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    test.database.users.create({ name: 'SALES', password: 'secret' });
    const scn = test.database.insertRows('SALES', 'THINGS', [one]);
    test.database.close();
    const again = openDatabase({ dataDir: test.dataDir, settings: testSettings, faults: test.faults });
    expect(again.table('SALES', 'THINGS')).toEqual(things);
    expect(again.rowCount('SALES', 'THINGS', scn)).toBe(1);
    expect(again.currentScn()).toBeGreaterThanOrEqual(scn);
    expect(again.users.find('SALES')?.password).toBe('secret');
    again.close();
  });

  test('a second row with the same primary key is refused, and none of its batch is kept', () => {
    using test = openTestDatabase();
    test.database.createTable(things);
    expect(() => test.database.insertRows('SALES', 'THINGS', [one, two, one])).toThrow(
      'ORA-00001: unique constraint (SALES.THINGS_PK) violated',
    );
    expect(test.database.rowCount('SALES', 'THINGS')).toBe(0);
  });
});
