import { setImmediate } from 'node:timers/promises';
import type { Database, TableDefinition } from '../engine';
import type { LoadedData } from './load-csv-directory';
import type { DemoSize } from './populate-demo-schema';
import { SeededRandom } from './seeded-random';

/** Written as base64 they are 3,600 characters: dump files of the stand-in hold text as it is, and binary values as hex. */
const rowBytes = 2700;
const rowsPerTransaction = 1000;

const noise: TableDefinition = {
  owner: 'SALES',
  name: 'NOISE',
  columns: [
    { name: 'ID', type: 'NUMBER', precision: 12, scale: 0, nullable: false, position: 1 },
    { name: 'TEXT', type: 'VARCHAR2', maxSize: 4000, nullable: false, position: 2 },
  ],
  primaryKey: ['ID'],
  comment: null,
};

/**
 * Fills SALES with one table whose text compresses to the random bytes that it was made from and no further: what a network
 * is measured with, since of the demo's rows nobody knows how many bytes are sent.
 * @throws OracleServerError ORA-00955
 */
export async function populateNoise(database: Database, { bytes, seed }: DemoSize): Promise<LoadedData> {
  const random = new SeededRandom(`redoubt noise ${seed}`);
  const rows = Math.ceil(bytes / rowBytes);
  database.createTable(noise);
  for (let start = 0; start < rows; start += rowsPerTransaction) {
    const length = Math.min(rowsPerTransaction, rows - start);
    const batch = Array.from({ length }, (_, at) => [
      String(start + at + 1),
      random.bytes(rowBytes).toString('base64'),
    ]);
    database.insertRows(noise.owner, noise.name, batch);
    // Sessions and the control port are answered in between.
    await setImmediate();
  }
  return { tables: 1, rows };
}
