import { OracleServerError, type ColumnDefinition, type Database, type TableDefinition } from '../engine';
import { encodeValue } from '../storage/value-coding';
import type { CsvRecord } from './csv-records';
import type { CsvTable } from './csv-table';
import { isDateText, isTimestampText } from './date-text';
import { loadError } from './load-error';

type Row = readonly (string | null)[];

/** Inserts a file's records into its table. Columns that the file does not have are NULL. */
export class RecordInserter {
  /** For each column of the table the field that it comes from; -1 for none. */
  readonly #fieldOf: readonly number[];
  readonly #dates: readonly number[];

  /** Throws LOAD_INVALID if the file has a column that the table has not. */
  constructor(
    private readonly database: Database,
    private readonly source: CsvTable,
    private readonly table: TableDefinition,
  ) {
    const unknown = source.columns.find((name) => table.columns.every((column) => column.name !== name));
    if (unknown !== undefined)
      throw loadError({ file: source.file, line: 1 }, `schema.sql gives ${table.name} no column ${unknown}`);
    this.#fieldOf = table.columns.map((column) => source.columns.indexOf(column.name));
    this.#dates = [...table.columns.keys()].filter((index) => isLoose(table.columns[index]));
  }

  /** One transaction. Throws LOAD_INVALID with the line of the first row that does not fit; then none is inserted. */
  insert(records: readonly CsvRecord[]): void {
    const rows = records.map(({ fields }) => this.#fieldOf.map((field) => fields[field] ?? null));
    rows.forEach((row, at) => {
      for (const index of this.#dates) this.#check(row, index, records[at]?.line ?? 0);
    });
    try {
      this.database.insertRows(this.table.owner, this.table.name, rows);
    } catch (error) {
      if (!(error instanceof OracleServerError)) throw error;
      throw this.#misfit(records, rows, error);
    }
  }

  /** Storage takes a date's digits as they are. */
  #check(row: Row, index: number, line: number): void {
    const value = row[index];
    const column = this.table.columns[index];
    if (value === null || value === undefined || column === undefined) return;
    const fits =
      column.type === 'BINARY_DOUBLE' ? isFinite(Number(value)) : isDateText(value) || isTimestampText(value);
    if (!fits) throw this.#notOfType(line, column, value);
  }

  #misfit(records: readonly CsvRecord[], rows: readonly Row[], refused: OracleServerError): Error {
    for (const [at, row] of rows.entries())
      for (const [index, column] of this.table.columns.entries()) {
        const value = row[index] ?? null;
        const error = encodingError(value, column);
        if (error !== undefined) return this.#notOfType(records[at]?.line ?? 0, column, value, error);
      }
    // Each value fits by itself: the key is there twice.
    return this.#rowAlone(records, rows, refused);
  }

  /** Inserts halves until one row is left that is refused. The caller drops the table, with what this inserts. */
  #rowAlone(records: readonly CsvRecord[], rows: readonly Row[], refused: OracleServerError): Error {
    if (rows.length === 1)
      return loadError({ file: this.source.file, line: records[0]?.line ?? 0 }, refused.message, refused);
    const half = rows.length >> 1;
    for (const [from, to] of [
      [0, half],
      [half, rows.length],
    ] as const) {
      try {
        this.database.insertRows(this.table.owner, this.table.name, rows.slice(from, to));
      } catch (error) {
        if (!(error instanceof OracleServerError)) throw error;
        return this.#rowAlone(records.slice(from, to), rows.slice(from, to), error);
      }
    }
    return refused;
  }

  #notOfType(line: number, { name, type, maxSize }: ColumnDefinition, value: string | null, cause?: Error): Error {
    const what = value === null ? 'no value' : `"${shortened(value)}"`;
    const size = maxSize === undefined ? '' : `(${maxSize})`;
    const reason = cause === undefined ? '' : `: ${cause.message}`;
    return loadError(
      { file: this.source.file, line },
      `column ${name}, ${type}${size}, cannot hold ${what}${reason}`,
      cause,
    );
  }
}

function isLoose(column: ColumnDefinition | undefined): boolean {
  return column !== undefined && ['DATE', 'TIMESTAMP', 'BINARY_DOUBLE'].includes(column.type);
}

function encodingError(value: string | null, column: ColumnDefinition): Error | undefined {
  try {
    encodeValue(value, column, () => column.name);
    return undefined;
  } catch (error) {
    if (error instanceof OracleServerError) return error;
    throw error;
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
