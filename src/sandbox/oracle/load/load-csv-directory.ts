import { readdirSync } from 'node:fs';
import path from 'node:path';
import { BackupError } from '../../../errors';
import type { Database, TableDefinition } from '../engine';
import type { CsvRecord } from './csv-records';
import { openCsvTable, readCsvRows, type CsvTable } from './csv-table';
import { inferTable } from './infer-table';
import { loadError } from './load-error';
import { RecordInserter } from './record-inserter';
import { readSchemaFile } from './schema-file';

/** How much was loaded. */
export interface LoadedData {
  readonly tables: number;
  readonly rows: number;
}

/** Fewer make more commits; more are not faster. */
const rowsPerTransaction = 5000;

/**
 * Makes a table of `owner` of each `*.csv` in the folder: UTF-8, a header row, RFC 4180, an empty field is NULL. Types come
 * from `schema.sql` in the folder where that has the table, else from all rows of the file. Tables that only `schema.sql`
 * has are made empty. After an error none of the tables is left.
 * @throws BackupError LOAD_INVALID with file and line
 */
export async function loadCsvDirectory(database: Database, directory: string, owner: string): Promise<LoadedData> {
  const sources = await openCsvTables(directory);
  const declared = readSchemaFile(directory, owner);
  const tables = new Map(declared);
  for (const source of sources)
    if (!declared.has(source.name)) tables.set(source.name, await inferTable(source, owner));
  for (const { name } of tables.values())
    if (database.table(owner, name) !== undefined)
      throw new BackupError('LOAD_INVALID', `${directory}: the table ${owner}.${name} exists already`);
  const created: TableDefinition[] = [];
  try {
    for (const table of tables.values()) {
      database.createTable(table);
      created.push(table);
    }
    let rows = 0;
    for (const source of sources) rows += await loadRows(database, source, tables.get(source.name));
    return { tables: tables.size, rows };
  } catch (error) {
    for (const { name } of created) database.dropTable(owner, name);
    throw error;
  }
}

async function openCsvTables(directory: string): Promise<readonly CsvTable[]> {
  const files = listFolder(directory)
    .filter((name) => /\.csv$/i.test(name))
    .sort();
  if (files.length === 0) throw new BackupError('LOAD_INVALID', `${directory}: there is no *.csv in this folder`);
  const tables = new Map<string, CsvTable>();
  for (const file of files) {
    const table = await openCsvTable(path.join(directory, file));
    const other = tables.get(table.name);
    if (other !== undefined) throw loadError({ file }, `the table ${table.name} is in ${other.file} already`);
    tables.set(table.name, table);
  }
  return [...tables.values()];
}

function listFolder(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new BackupError('LOAD_INVALID', `${directory}: the folder cannot be read (${String(error)})`, {
      cause: error,
    });
  }
}

async function loadRows(database: Database, source: CsvTable, table: TableDefinition | undefined): Promise<number> {
  if (table === undefined) return 0;
  const inserter = new RecordInserter(database, source, table);
  let rows = 0;
  let waiting: CsvRecord[] = [];
  const insertWaiting = (): void => {
    if (waiting.length > 0) inserter.insert(waiting);
    rows += waiting.length;
    waiting = [];
  };
  for await (const records of readCsvRows(source)) {
    for (const record of records) waiting.push(record);
    if (waiting.length >= rowsPerTransaction) insertWaiting();
  }
  insertWaiting();
  return rows;
}
