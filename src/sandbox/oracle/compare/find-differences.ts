import type { SqlValue, TableDefinition } from '../engine';
import { rowDigest } from './row-digest';

/** Rows in batches. */
export type Rows = Iterable<readonly (readonly SqlValue[])[]>;

/** So many of each side. */
const named = 3;

/** Names the first rows that only one side has. For tables that are known to differ: it remembers every row's digest. */
export function findDifferences(table: TableDefinition, held: () => Rows, restored: () => Rows): string[] {
  const unmatched = new Map<string, number>();
  for (const row of rowsOf(held())) count(unmatched, row, 1);
  const added: string[] = [];
  for (const row of rowsOf(restored())) {
    if ((unmatched.get(keyOf(row)) ?? 0) > 0) count(unmatched, row, -1);
    else if (added.length < named) added.push(`restored, but not in the database: ${describeRow(table, row)}`);
  }
  return [...missingRows(table, held(), unmatched), ...added];
}

function missingRows(table: TableDefinition, held: Rows, unmatched: Map<string, number>): string[] {
  const missing: string[] = [];
  for (const row of rowsOf(held)) {
    if (missing.length >= named) break;
    if ((unmatched.get(keyOf(row)) ?? 0) <= 0) continue;
    count(unmatched, row, -1);
    missing.push(`not restored: ${describeRow(table, row)}`);
  }
  return missing;
}

function* rowsOf(batches: Rows): Iterable<readonly SqlValue[]> {
  for (const batch of batches) yield* batch;
}

const keyOf = (row: readonly SqlValue[]): string => rowDigest(row).toString('base64');

function count(counts: Map<string, number>, row: readonly SqlValue[], by: number): void {
  const key = keyOf(row);
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function describeRow({ columns, primaryKey }: TableDefinition, row: readonly SqlValue[]): string {
  const shown = columns.map(({ name }, index) => ({ name, value: row[index] ?? null }));
  const key = shown.filter(({ name }) => primaryKey.includes(name));
  return (key.length > 0 ? key : shown).map(({ name, value }) => `${name}=${describeValue(value)}`).join(' ');
}

function describeValue(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (Buffer.isBuffer(value)) return `0x${value.subarray(0, 16).toString('hex')}`;
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `${value.directory}/${value.filename}`;
}
