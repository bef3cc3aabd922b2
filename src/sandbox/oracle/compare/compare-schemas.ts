import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableComparison } from '../control-messages';
import type { Database, TableDefinition } from '../engine';
import { findDifferences, type Rows } from './find-differences';
import { MultisetDigest } from './row-digest';

export interface SchemaComparison {
  readonly schema: string;
  /** The schema that the dump was imported into. */
  readonly restoredSchema: string;
  readonly scn: bigint;
}

const batchRows = 2000;

/** Compares every table that one of the two schemas has: the one as it was at the SCN, the other as it is now. */
export async function compareSchemas(database: Database, comparison: SchemaComparison): Promise<TableComparison[]> {
  const { schema, restoredSchema } = comparison;
  const names = new Set([...database.tables(schema), ...database.tables(restoredSchema)].map(({ name }) => name));
  const compared: TableComparison[] = [];
  for (const table of [...names].sort()) compared.push(await compareTable(database, table, comparison));
  return compared;
}

async function compareTable(database: Database, table: string, comparison: SchemaComparison): Promise<TableComparison> {
  const { schema, restoredSchema, scn } = comparison;
  const held = database.table(schema, table);
  const restored = database.table(restoredSchema, table);
  const heldRows = (): Rows => database.scanRows(schema, table, { asOfScn: scn, batchRows });
  const restoredRows = (): Rows => database.scanRows(restoredSchema, table, { batchRows });
  const before = held === undefined ? new MultisetDigest() : await digestOf(heldRows());
  const after = restored === undefined ? new MultisetDigest() : await digestOf(restoredRows());
  const rows = { table, rows: before.rows, restoredRows: after.rows };
  if (held === undefined) return { ...rows, equal: false, differences: [`${schema} has no such table`] };
  if (restored === undefined) return { ...rows, equal: false, differences: ['the table was not restored'] };
  if (describeColumns(held) !== describeColumns(restored)) {
    const differences = [`columns ${describeColumns(held)} were restored as ${describeColumns(restored)}`];
    return { ...rows, equal: false, differences };
  }
  if (before.equals(after)) return { ...rows, equal: true, differences: [] };
  return { ...rows, equal: false, differences: findDifferences(held, heldRows, restoredRows) };
}

async function digestOf(batches: Rows): Promise<MultisetDigest> {
  const digest = new MultisetDigest();
  for (const batch of batches) {
    for (const row of batch) digest.add(row);
    // Sessions of clients are served in between.
    await nextTurn();
  }
  return digest;
}

function describeColumns({ columns }: TableDefinition): string {
  return columns
    .map(({ name, type, maxSize, precision, scale }) => {
      const size = [maxSize ?? precision, scale].filter((part) => part !== undefined).join(',');
      return `${name} ${type}${size === '' ? '' : `(${size})`}`;
    })
    .join(', ');
}
