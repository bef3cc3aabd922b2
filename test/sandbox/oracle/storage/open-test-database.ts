import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StandInSettings, TableDefinition } from '../../../../src/sandbox/oracle/engine';
import { Faults } from '../../../../src/sandbox/oracle/faults';
import { openDatabase } from '../../../../src/sandbox/oracle/storage/open-database';
import type { SqliteDatabase } from '../../../../src/sandbox/oracle/storage/sqlite-database';

export const testSettings: StandInSettings = {
  version: '19c',
  edition: 'EE',
  databaseName: 'ORCL',
  serviceName: 'SALES',
  characterSet: 'AL32UTF8',
  timeZoneFileVersion: 32,
  openMode: 'READ WRITE',
  role: 'PRIMARY',
  tdeTablespaces: false,
  clustered: false,
  tunedUndoRetentionS: 900,
};

export interface TestDatabase extends Disposable {
  readonly database: SqliteDatabase;
  readonly faults: Faults;
  readonly dataDir: string;
  /** Closes the database and opens its files again. */
  reopen(): TestDatabase;
}

/** A new database in a directory of its own; disposing closes and removes it. */
export function openTestDatabase(settings: Partial<StandInSettings> = {}): TestDatabase {
  return openAt(mkdtempSync(join(tmpdir(), 'redoubt-oracle-')), { ...testSettings, ...settings });
}

function openAt(dataDir: string, settings: StandInSettings): TestDatabase {
  const faults = new Faults();
  const database = openDatabase({ dataDir, settings, faults });
  return {
    database,
    faults,
    dataDir,
    reopen() {
      database.close();
      return openAt(dataDir, settings);
    },
    [Symbol.dispose]() {
      if (database.connection.isOpen) database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A table of SALES with a few columns of each kind. */
export const things: TableDefinition = {
  owner: 'SALES',
  name: 'THINGS',
  primaryKey: ['ID'],
  comment: null,
  columns: [
    { name: 'ID', type: 'NUMBER', precision: 10, scale: 0, nullable: false, position: 1 },
    { name: 'NAME', type: 'VARCHAR2', maxSize: 40, nullable: true, position: 2 },
    { name: 'AMOUNT', type: 'NUMBER', nullable: true, position: 3 },
    { name: 'BORN', type: 'DATE', nullable: true, position: 4 },
    { name: 'BYTES', type: 'RAW', maxSize: 16, nullable: true, position: 5 },
  ],
};
