import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { ColumnDefinition, SqlValue } from '../engine';
import { isWideNumber } from './number-coding';
import { serverError } from './server-error';
import { never, type StoredTable, type TableStore } from './table-store';
import { encodeValue, type StoredValue } from './value-coding';

/** SQLite takes this many parameters in one statement by default; more rows a statement are not faster. */
const parametersPerStatement = 500;

/** Writes new rows of one table. Make a new one for each statement or batch: it holds prepared statements. */
export class RowWriter {
  readonly #columns: readonly ColumnDefinition[];
  readonly #rowsPerStatement: number;
  readonly #wide: Set<number>;
  readonly #places: readonly (() => string)[];
  #many: StatementSync | undefined;
  #one: StatementSync | undefined;
  #bytes = 0;
  #rows = 0;

  constructor(
    private readonly connection: DatabaseSync,
    private readonly tables: TableStore,
    private readonly table: StoredTable,
  ) {
    this.#columns = table.definition.columns;
    this.#rowsPerStatement = Math.max(1, Math.floor(parametersPerStatement / (this.#columns.length + 1)));
    this.#wide = new Set(table.wide);
    const { owner, name } = table.definition;
    this.#places = this.#columns.map((column) => () => `"${owner}"."${name}"."${column.name}"`);
  }

  /** `from` is the SCN of a commit or a transaction's negative number. Throws ORA-00001, 00947, 01400, 12899, … */
  write(rows: readonly (readonly SqlValue[])[], from: bigint): void {
    try {
      for (let start = 0; start < rows.length; start += this.#rowsPerStatement)
        this.#writeSome(rows, start, Math.min(rows.length, start + this.#rowsPerStatement), from);
    } catch (error) {
      throw this.#asServerError(error);
    }
  }

  /** A new version of a row that is already encoded. */
  writeVersion(stored: readonly StoredValue[], row: bigint, from: bigint): void {
    const marks = ['?', '?', '?', ...this.#columns.map(() => '?')].join(',');
    try {
      this.connection
        .prepare(`INSERT INTO t${String(this.table.id)} VALUES (${marks})`)
        .run(from, never, row, ...stored);
    } catch (error) {
      throw this.#asServerError(error);
    }
    this.#notice(stored);
  }

  encode(value: SqlValue, index: number): StoredValue {
    const column = this.#columns[index];
    if (column === undefined) throw serverError(913);
    const stored = encodeValue(value, column, this.#places[index] ?? String);
    if (stored === null) return null;
    this.#bytes += typeof stored === 'string' ? stored.length : typeof stored === 'object' ? stored.length : 4;
    if (column.type === 'NUMBER' && isWideNumber(stored)) this.#wide.add(index);
    return stored;
  }

  /** Writes down what the rows changed in the table's own record. */
  finish(): void {
    const newest = this.tables.find(this.table.definition.owner, this.table.definition.name);
    if (newest === undefined) return;
    this.tables.change(this.table, {
      wide: [...this.#wide].sort((left, right) => left - right),
      rows: newest.rows + this.#rows,
      bytes: newest.bytes + this.#bytes,
    });
    this.#rows = 0;
    this.#bytes = 0;
  }

  #notice(stored: readonly StoredValue[]): void {
    for (const [index, value] of stored.entries())
      if (this.#columns[index]?.type === 'NUMBER' && isWideNumber(value)) this.#wide.add(index);
  }

  #writeSome(rows: readonly (readonly SqlValue[])[], start: number, end: number, from: bigint): void {
    const parameters: StoredValue[] = [];
    for (let at = start; at < end; at += 1) {
      const row = rows[at] ?? [];
      if (row.length !== this.#columns.length) throw serverError(row.length > this.#columns.length ? 913 : 947);
      parameters.push(from);
      for (let index = 0; index < row.length; index += 1) parameters.push(this.encode(row[index] ?? null, index));
      this.#rows += 1;
      this.#bytes += row.length + 3;
    }
    if (end - start === this.#rowsPerStatement) {
      this.#many ??= this.#prepare(this.#rowsPerStatement);
      this.#many.run(...parameters);
      return;
    }
    this.#one ??= this.#prepare(1);
    const width = this.#columns.length + 1;
    for (let at = 0; at < parameters.length; at += width) this.#one.run(...parameters.slice(at, at + width));
  }

  #prepare(rows: number): StatementSync {
    const row = `(?,${never.toString()},NULL${',?'.repeat(this.#columns.length)})`;
    return this.connection.prepare(`INSERT INTO t${String(this.table.id)} VALUES ${Array(rows).fill(row).join(',')}`);
  }

  #asServerError(error: unknown): unknown {
    const violated = String((error as Partial<Error>).message).startsWith('UNIQUE constraint failed');
    if (!violated) return error;
    const { owner, name } = this.table.definition;
    return serverError(1, [`${owner}.${primaryKeyName(name)}`]);
  }
}

/** The name of the constraint that CREATE TABLE makes for a primary key. */
export function primaryKeyName(table: string): string {
  return `${table}_PK`;
}
