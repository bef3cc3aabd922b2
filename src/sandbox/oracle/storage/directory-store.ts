import type { DatabaseSync } from 'node:sqlite';

import type { DirectoryRegistry } from '../engine';
import { StoredMap } from './stored-map';

export interface DirectoryRecord {
  readonly name: string;
  readonly path: string;
}

/** Directory objects. All belong to SYS; the paths are of the machine that the stand-in runs on. */
export class DirectoryStore implements DirectoryRegistry {
  readonly #directories: StoredMap<DirectoryRecord>;

  constructor(connection: DatabaseSync) {
    this.#directories = new StoredMap(connection, 'directory');
  }

  find(name: string): DirectoryRecord | undefined {
    return this.#directories.get(name);
  }

  all(): readonly DirectoryRecord[] {
    return this.#directories.values();
  }

  /** Creates or replaces. The path need not exist, as in Oracle. */
  put(directory: DirectoryRecord): void {
    this.#directories.set(directory.name, directory);
  }

  /** False if there was none. */
  drop(name: string): boolean {
    return this.#directories.delete(name);
  }
}
