import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A map that is in memory and, written through, in the database's file: the catalogue of tables, users and grants. */
export class StoredMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(
    connection: DatabaseSync,
    private readonly kind: string,
  ) {
    connection.exec(
      'CREATE TABLE IF NOT EXISTS catalogue(kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID',
    );
    for (const row of connection.prepare('SELECT key, value FROM catalogue WHERE kind = ?').all(kind))
      this.#entries.set(String(row['key']), JSON.parse(String(row['value'])) as V);
    this.#put = connection.prepare('INSERT OR REPLACE INTO catalogue VALUES (?, ?, ?)');
    this.#remove = connection.prepare('DELETE FROM catalogue WHERE kind = ? AND key = ?');
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: V): void {
    this.#put.run(this.kind, key, JSON.stringify(value));
    this.#entries.set(key, value);
  }

  delete(key: string): boolean {
    this.#remove.run(this.kind, key);
    return this.#entries.delete(key);
  }

  /** In the order of their keys. */
  keys(): readonly string[] {
    return [...this.#entries.keys()].sort();
  }

  values(): readonly V[] {
    return this.keys().flatMap((key) => this.#entries.get(key) ?? []);
  }
}
