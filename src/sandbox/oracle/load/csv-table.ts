import path from 'node:path';
import { readCsvFile } from './csv-file';
import type { CsvRecord } from './csv-records';
import { loadError } from './load-error';
import { plainName } from './plain-name';

/** A CSV file that is to become a table. */
export interface CsvTable {
  readonly path: string;
  /** As in messages. */
  readonly file: string;
  /** In upper case. */
  readonly name: string;
  /** In upper case, in the order of the file. */
  readonly columns: readonly string[];
}

/** Reads the header. Throws LOAD_INVALID if a name is no plain one, or is there twice. */
export async function openCsvTable(filePath: string): Promise<CsvTable> {
  const file = path.basename(filePath);
  const name = plainName(file.slice(0, -'.csv'.length));
  if (name === undefined) throw loadError({ file }, `the file's name is no plain name for a table ${plainNameRule}`);
  for await (const [header] of readCsvFile(filePath))
    if (header !== undefined) return { path: filePath, file, name, columns: readHeader(file, header) };
  throw loadError({ file, line: 1 }, 'there is no header row');
}

function readHeader(file: string, { line, fields }: CsvRecord): readonly string[] {
  const columns: string[] = [];
  for (const field of fields) {
    const name = plainName(field ?? '');
    if (name === undefined)
      throw loadError({ file, line }, `"${field ?? ''}" is no plain name for a column ${plainNameRule}`);
    if (columns.includes(name)) throw loadError({ file, line }, `a second column ${name}`);
    columns.push(name);
  }
  return columns;
}

const plainNameRule = '(a letter, then letters, digits, _, $ and #)';

/** The rows behind the header, as they are read. Throws LOAD_INVALID, also for a wrong number of fields. */
export async function* readCsvRows(table: CsvTable): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  let isHeader = true;
  for await (const records of readCsvFile(table.path)) {
    if (records.length === 0) continue;
    const rows = isHeader ? records.slice(1) : records;
    isHeader = false;
    for (const { line, fields } of rows)
      if (fields.length !== table.columns.length)
        throw loadError(
          { file: table.file, line },
          `${fields.length} fields, where the header has ${table.columns.length}`,
        );
    yield rows;
  }
}
