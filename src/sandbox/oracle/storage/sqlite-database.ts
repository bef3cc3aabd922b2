import type { DatabaseSync } from 'node:sqlite';

import type { Database, SqlValue, StandInSettings, TableDefinition } from '../engine';
import type { Faults } from '../faults';
import { DirectoryStore } from './directory-store';
import { RowWriter } from './row-writer';
import { purgeVersions, rollbackVersions, visibleVersion, type Snapshot } from './row-versions';
import { ScnClock } from './scn-clock';
import { serverError } from './server-error';
import { TableStore, type StoredTable } from './table-store';
import { Transaction } from './transaction';
import { UserStore } from './user-store';
import { decodeValue, type StoredValue } from './value-coding';

/** An Oracle condition as SQLite's, over the columns c0, c1, … of the table under `alias`. */
export type CompileCondition = (
  table: StoredTable,
  condition: string,
  alias: string,
) => { readonly sql: string; readonly parameters: readonly StoredValue[] };

/** Tables with the history of their rows, users, grants and directories in one SQLite file. */
export class SqliteDatabase implements Database {
  readonly users: UserStore;
  readonly directories: DirectoryStore;
  readonly clock: ScnClock;
  readonly tableStore: TableStore;
  #lastTransaction = 0n;
  #depth = 0;

  constructor(
    readonly connection: DatabaseSync,
    readonly settings: StandInSettings,
    readonly faults: Faults,
    private readonly compileCondition: CompileCondition,
  ) {
    this.clock = new ScnClock(connection);
    this.users = new UserStore(connection, faults);
    this.directories = new DirectoryStore(connection);
    this.tableStore = new TableStore(connection);
    this.#recover();
  }

  /** Transactions that a crash cut short are rolled back; versions past the undo horizon go. */
  #recover(): void {
    this.atomically(() => {
      for (const { id } of this.tableStore.all()) {
        this.connection.exec(rollbackVersions(`t${String(id)}`));
        this.connection.exec(purgeVersions(`t${String(id)}`, this.oldestReadableScn()));
      }
    });
  }

  currentScn(): bigint {
    return this.clock.current();
  }

  oldestReadableScn(): bigint {
    return this.clock.oldest(this.settings.tunedUndoRetentionS);
  }

  tables(owner?: string): readonly TableDefinition[] {
    const all = this.tableStore.all().map((table) => table.definition);
    return owner === undefined ? all : all.filter((definition) => definition.owner === owner);
  }

  table(owner: string, name: string): TableDefinition | undefined {
    return this.tableStore.find(owner, name)?.definition;
  }

  createTable(definition: TableDefinition): void {
    this.atomically(() => this.tableStore.create(definition, this.clock.advance()));
  }

  setTableComment(owner: string, name: string, comment: string): void {
    const table = this.tableStore.get(owner, name);
    this.tableStore.change(table, { definition: { ...table.definition, comment: comment === '' ? null : comment } });
  }

  dropTable(owner: string, name: string): void {
    this.clock.advance();
    this.tableStore.drop(owner, name);
    this.users.grants.dropObject(owner, name);
  }

  truncateTable(owner: string, name: string): void {
    this.tableStore.truncate(this.tableStore.get(owner, name), this.clock.advance());
  }

  tableBytes(owner: string, name: string): number {
    return this.tableStore.get(owner, name).bytes;
  }

  rowCount(owner: string, name: string, asOfScn?: bigint): number {
    const table = this.tableStore.get(owner, name);
    const seen = visibleVersion(this.snapshot(table, asOfScn), 't');
    const row = this.connection.prepare(`SELECT count(*) AS n FROM t${String(table.id)} t WHERE ${seen}`).get();
    return Number(row?.['n']);
  }

  *scanRows(
    owner: string,
    name: string,
    options: { readonly asOfScn?: bigint; readonly where?: string; readonly batchRows: number },
  ): Iterable<readonly (readonly SqlValue[])[]> {
    const table = this.tableStore.get(owner, name);
    const types = table.definition.columns.map((column) => column.type);
    const { sql, parameters } =
      options.where === undefined ? { sql: '1', parameters: [] } : this.compileCondition(table, options.where, 't');
    // Pages by rowid, not one long query: SQLite is free for others between two batches.
    const page = this.connection.prepare(
      `SELECT t.rowid, ${types.map((_, index) => `t.c${String(index)}`).join(', ')} FROM t${String(table.id)} t
       WHERE t.rowid > ?${String(parameters.length + 1)} AND ${visibleVersion(this.snapshot(table, options.asOfScn), 't')}
       AND (${sql}) ORDER BY t.rowid LIMIT ${String(options.batchRows)}`,
    );
    page.setReadBigInts(true);
    page.setReturnArrays(true);
    let last: StoredValue = -1n;
    for (;;) {
      // With setReturnArrays a row is an array, which the types of node:sqlite do not tell.
      const rows = page.all(...parameters, last) as unknown as readonly (readonly StoredValue[])[];
      if (rows.length > 0)
        yield rows.map((row) => types.map((type, index) => decodeValue(row[index + 1] ?? null, type)));
      if (rows.length < options.batchRows) return;
      last = rows.at(-1)?.[0] ?? null;
    }
  }

  insertRows(owner: string, name: string, rows: readonly (readonly SqlValue[])[]): bigint {
    const writer = new RowWriter(this.connection, this.tableStore, this.tableStore.get(owner, name));
    return this.atomically(() => {
      const scn = this.clock.advance();
      writer.write(rows, scn);
      writer.finish();
      return scn;
    });
  }

  beginTransaction(): Transaction {
    this.#lastTransaction += 1n;
    return new Transaction(this, this.#lastTransaction);
  }

  hasRows(tableId: number): boolean {
    return this.tableStore.all().some((table) => table.id === tableId);
  }

  /** What a reader sees now or at an SCN. Throws ORA-08181, ORA-01555, ORA-01466. */
  snapshot(table: StoredTable, asOfScn?: bigint, transaction = 0n): Snapshot {
    if (asOfScn === undefined) return { scn: this.currentScn(), transaction };
    if (asOfScn > this.currentScn() || asOfScn <= 0n) throw serverError(8181);
    if (asOfScn < this.oldestReadableScn()) throw serverError(1555, ['9', '_SYSSMU9_1650507775$']);
    if (asOfScn < BigInt(table.changedScn)) throw serverError(1466);
    return { scn: asOfScn, transaction: 0n };
  }

  /** All of it or nothing in the file; may be nested. */
  atomically<T>(work: () => T): T {
    const savepoint = `s${String(this.#depth)}`;
    this.connection.exec(this.#depth === 0 ? 'BEGIN' : `SAVEPOINT ${savepoint}`);
    this.#depth += 1;
    try {
      const result = work();
      this.connection.exec(this.#depth === 1 ? 'COMMIT' : `RELEASE ${savepoint}`);
      return result;
    } catch (error) {
      this.connection.exec(this.#depth === 1 ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  close(): void {
    this.connection.close();
  }
}
