import { setImmediate } from 'node:timers/promises';
import type { Database, SqlValue, TableDefinition } from '../engine';
import {
  customerRow,
  eventBytes,
  eventRow,
  linesPerOrder,
  orderItemRow,
  orderRow,
  paymentRow,
  productRow,
  type DemoCounts,
} from './demo-rows';
import { demoTables } from './demo-tables';
import type { LoadedData } from './load-csv-directory';
import { SeededRandom } from './seeded-random';

export interface DemoSize {
  /** About how many bytes the rows' values have together. */
  readonly bytes: number;
  /** The same seed and size give the same rows. */
  readonly seed: number;
}

type MakeRow = (index: number, random: SeededRandom, counts: DemoCounts) => readonly SqlValue[];

/** An order and what belongs to it in other tables are about 0.4 KB: EVENTS has most of the bytes. */
const bytesPerOrder = 4000;

/** EVENTS has rows of 1 KB; a transaction is 1 MB of them. */
const rowsPerTransaction = 1000;

/** Small tables have several transactions too. */
const leastTransactions = 4;

/**
 * Fills the demo's tables of SALES, which must not exist yet, each in several transactions.
 * @throws OracleServerError ORA-00955
 */
export async function populateDemoSchema(database: Database, { bytes, seed }: DemoSize): Promise<LoadedData> {
  const orders = Math.ceil(bytes / bytesPerOrder) + 10;
  const counts = { orders, customers: Math.ceil(orders / 5), products: Math.ceil(orders / 10) };
  const filler = new TableFiller(database, `redoubt demo ${seed}`, counts);
  await filler.fill(demoTables.customers, customerRow, counts.customers);
  await filler.fill(demoTables.products, productRow, counts.products);
  await filler.fill(demoTables.orders, orderRow, counts.orders);
  await filler.fill(demoTables.orderItems, orderItemRow, counts.orders * linesPerOrder);
  await filler.fill(demoTables.payments, paymentRow, Math.ceil(counts.orders * 0.8));
  const events = Math.round((bytes - filler.bytes) / eventBytes);
  await filler.fill(demoTables.events, eventRow, Math.max(10, events));
  return { tables: filler.tables, rows: filler.rows };
}

class TableFiller {
  tables = 0;
  rows = 0;
  bytes = 0;

  constructor(
    private readonly database: Database,
    private readonly seed: string,
    private readonly counts: DemoCounts,
  ) {}

  async fill(table: TableDefinition, makeRow: MakeRow, rows: number): Promise<void> {
    const random = new SeededRandom(`${this.seed} ${table.name}`);
    const step = Math.min(rowsPerTransaction, Math.ceil(rows / leastTransactions));
    this.database.createTable(table);
    for (let start = 0; start < rows; start += step) {
      const length = Math.min(step, rows - start);
      const batch = Array.from({ length }, (_, at) => makeRow(start + at, random, this.counts));
      this.database.insertRows(table.owner, table.name, batch);
      for (const row of batch) this.bytes += bytesOf(row);
      // Sessions and the control port are answered in between.
      await setImmediate();
    }
    this.tables += 1;
    this.rows += rows;
  }
}

function bytesOf(row: readonly SqlValue[]): number {
  let bytes = 0;
  for (const value of row) if (typeof value === 'string' || Buffer.isBuffer(value)) bytes += Buffer.byteLength(value);
  return bytes;
}
