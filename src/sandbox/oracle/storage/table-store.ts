import type { DatabaseSync } from 'node:sqlite';

import type { TableDefinition } from '../engine';
import { serverError } from './server-error';
import { StoredMap } from './stored-map';

/** A table and where its rows lie. */
export interface StoredTable {
  readonly definition: TableDefinition;
  /** The number of its SQLite table; a TRUNCATE gives it another one. */
  readonly id: number;
  readonly objectId: number;
  /** Before this SCN the table is not readable (ORA-01466): it was created, truncated or altered then. */
  readonly changedScn: string;
  readonly createdAtMs: number;
  /** Positions of NUMBER columns that hold wide numbers (see number-coding). */
  readonly wide: readonly number[];
  /** Statistics of live rows: right but for what open transactions do. */
  readonly rows: number;
  readonly bytes: number;
}

/** The end of a live version. */
export const never = 9223372036854775807n;

/** Each row version has its first and last SCN; an open transaction stands in their place with its negative number. */
export const versionColumns = ['x_from', 'x_to', 'x_row'] as const;

const firstObjectId = 72_000;

/** Tables as the dictionary has them, and their SQLite tables. */
export class TableStore {
  readonly #tables: StoredMap<StoredTable>;
  readonly #abandoned: StoredMap<{ readonly id: number }>;
  #nextId: number;

  constructor(private readonly connection: DatabaseSync) {
    this.#tables = new StoredMap(connection, 'table');
    this.#abandoned = new StoredMap(connection, 'abandoned');
    const ids = [...this.#tables.values(), ...this.#abandoned.values()].map((table) => table.id);
    this.#nextId = Math.max(0, ...ids) + 1;
    this.#dropAbandoned();
  }

  all(): readonly StoredTable[] {
    return this.#tables.values();
  }

  find(owner: string, name: string): StoredTable | undefined {
    return this.#tables.get(keyOf(owner, name));
  }

  /** Throws ORA-00942. */
  get(owner: string, name: string): StoredTable {
    const found = this.find(owner, name);
    if (found === undefined) throw serverError(942);
    return found;
  }

  /** Throws ORA-00955. */
  create(definition: TableDefinition, scn: bigint): StoredTable {
    const { owner, name } = definition;
    if (this.find(owner, name) !== undefined) throw serverError(955);
    const id = this.#createRows(definition);
    const table = {
      definition,
      id,
      objectId: firstObjectId + id,
      changedScn: scn.toString(),
      createdAtMs: Date.now(),
      wide: [],
      rows: 0,
      bytes: 0,
    };
    this.#tables.set(keyOf(owner, name), table);
    return table;
  }

  /** The rows go at once, those of the past too. */
  truncate(table: StoredTable, scn: bigint): void {
    const id = this.#createRows(table.definition);
    this.change(table, { id, changedScn: scn.toString(), wide: [], rows: 0, bytes: 0 });
    this.#abandon(table.id);
  }

  drop(owner: string, name: string): void {
    const table = this.get(owner, name);
    this.#tables.delete(keyOf(owner, name));
    this.#abandon(table.id);
  }

  change(table: StoredTable, change: Partial<StoredTable>): void {
    const { owner, name } = table.definition;
    const newest = this.find(owner, name);
    if (newest?.objectId === table.objectId) this.#tables.set(keyOf(owner, name), { ...newest, ...change });
  }

  /** Corrects the statistics when the table has this many rows now, of the same length as before. */
  setRowCount(table: StoredTable, rows: number): void {
    const newest = this.find(table.definition.owner, table.definition.name);
    if (newest === undefined || newest.rows === rows) return;
    const bytes = newest.rows === 0 ? 0 : Math.round((newest.bytes * rows) / newest.rows);
    this.change(table, { rows: Math.max(0, rows), bytes: Math.max(0, bytes) });
  }

  #createRows(definition: TableDefinition): number {
    const id = this.#nextId++;
    const columns = definition.columns.map((_, index) => `c${String(index)}`);
    const table = `t${String(id)}`;
    this.connection.exec(`
      CREATE TABLE ${table} (${[...versionColumns, ...columns].join(', ')});
      CREATE INDEX ${table}_open_from ON ${table} (x_from) WHERE x_from < 0;
      CREATE INDEX ${table}_open_to ON ${table} (x_to) WHERE x_to < 0;`);
    const key = definition.primaryKey.map(
      (name) => `c${String(definition.columns.findIndex((column) => column.name === name))}`,
    );
    if (key.length > 0)
      this.connection.exec(
        `CREATE UNIQUE INDEX ${table}_key ON ${table} (${key.join(', ')}) WHERE x_to = ${String(never)}`,
      );
    return id;
  }

  /** A query that still runs keeps SQLite from dropping a table, so that it goes when none does. */
  #abandon(id: number): void {
    this.#abandoned.set(String(id), { id });
    this.#dropAbandoned();
  }

  #dropAbandoned(): void {
    for (const { id } of this.#abandoned.values()) {
      try {
        this.connection.exec(`DROP TABLE IF EXISTS t${String(id)}`);
        this.#abandoned.delete(String(id));
      } catch {
        return;
      }
    }
  }
}

function keyOf(owner: string, name: string): string {
  return `"${owner}"."${name}"`;
}
