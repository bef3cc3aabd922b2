import type { ColumnInfo, SqlValue } from '../engine';
import type { BindMetadata } from './bind-metadata';
import { serverError } from './server-errors';
import { statementKind, type StatementKind } from './statement-kind';
import type { WireType } from './wire-values';

/** OPEN_CURSORS of the stand-in: Oracle's default. */
const maxOpenCursors = 300;

/** A parsed statement that the client may run again by its number. */
export interface Cursor {
  readonly id: number;
  readonly sql: string;
  readonly kind: StatementKind;
  binds: readonly BindMetadata[];
  /** Known after the first run of a block: OUT binds come without a value from then on. */
  directions: readonly ('in' | 'out' | 'inout')[] | undefined;
  columns: readonly ColumnInfo[];
  /** How the client wants to have the columns; undefined: as they are described. */
  defines: readonly WireType[] | undefined;
  rows: Iterator<readonly SqlValue[]> | undefined;
  fetchedRows: number;
}

/** The open cursors of one session. */
export class Cursors {
  readonly #open = new Map<number, Cursor>();
  #lastId = 0;

  /** Throws ORA-01000 when a client forgets to close them. */
  open(sql: string): Cursor {
    if (this.#open.size >= maxOpenCursors) throw serverError(1000);
    do this.#lastId = (this.#lastId % 0xffff) + 1;
    while (this.#open.has(this.#lastId));
    const cursor: Cursor = {
      id: this.#lastId,
      sql,
      kind: statementKind(sql),
      binds: [],
      directions: undefined,
      columns: [],
      defines: undefined,
      rows: undefined,
      fetchedRows: 0,
    };
    this.#open.set(cursor.id, cursor);
    return cursor;
  }

  /** Throws ORA-01001. */
  find(id: number): Cursor {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw serverError(1001);
    return cursor;
  }

  /** Ends the query that a cursor has running, if any. */
  cancel(id: number): void {
    const cursor = this.#open.get(id);
    if (cursor === undefined) return;
    cursor.rows?.return?.();
    cursor.rows = undefined;
  }

  close(id: number): void {
    this.cancel(id);
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id);
  }
}
