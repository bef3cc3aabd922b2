import type { SqliteDatabase } from './sqlite-database';
import { commitVersions, rollbackVersions } from './row-versions';

/** What one session has changed and not yet committed. Others do not see it. */
export class Transaction {
  readonly #touched = new Set<number>();

  constructor(
    private readonly database: SqliteDatabase,
    /** Positive and unlike any other's. */
    readonly id: bigint,
  ) {}

  touch(tableId: number): void {
    this.#touched.add(tableId);
  }

  /** Its SCN, or the current one if nothing was changed. */
  commit(): bigint {
    if (this.#touched.size === 0) return this.database.currentScn();
    return this.database.atomically(() => {
      const scn = this.database.clock.advance();
      this.#forEach((table) => commitVersions(table, this.id, scn));
      return scn;
    });
  }

  rollback(): void {
    this.database.atomically(() => {
      const touched = new Set(this.#touched);
      this.#forEach((table) => rollbackVersions(table, this.id));
      for (const table of this.database.tableStore.all())
        if (touched.has(table.id))
          this.database.tableStore.setRowCount(
            table,
            this.database.rowCount(table.definition.owner, table.definition.name),
          );
    });
  }

  #forEach(statements: (table: string) => string): void {
    for (const id of this.#touched)
      if (this.database.hasRows(id)) this.database.connection.exec(statements(`t${String(id)}`));
    this.#touched.clear();
  }
}
