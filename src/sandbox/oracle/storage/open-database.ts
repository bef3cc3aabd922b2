import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { StandInSettings } from '../engine';
import type { Faults } from '../faults';
import { compileCondition } from '../sql/compile-condition';
import { registerFunctions } from '../sql/sqlite-functions';
import { SqliteDatabase } from './sqlite-database';

export interface OpenDatabaseOptions {
  /** Created if it does not exist. Holds `oracle.db` and the directory behind DATA_PUMP_DIR. */
  readonly dataDir: string;
  readonly settings: StandInSettings;
  readonly faults: Faults;
}

/** Opens the stand-in's database, or makes a new one with SYS, SYSTEM (password `oracle`) and the predefined roles. */
export function openDatabase({ dataDir, settings, faults }: OpenDatabaseOptions): SqliteDatabase {
  mkdirSync(dataDir, { recursive: true });
  const connection = new DatabaseSync(join(dataDir, 'oracle.db'));
  // What was committed survives the end of the process, not of the machine: the data can be made again.
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  registerFunctions(connection);
  const database = new SqliteDatabase(connection, settings, faults, compileCondition);
  if (database.directories.find('DATA_PUMP_DIR') === undefined)
    createDataPumpDirectory(database, join(dataDir, 'dpdump'));
  return database;
}

function createDataPumpDirectory(database: SqliteDatabase, path: string): void {
  mkdirSync(path, { recursive: true });
  database.directories.put({ name: 'DATA_PUMP_DIR', path });
  for (const role of ['EXP_FULL_DATABASE', 'IMP_FULL_DATABASE'])
    for (const privilege of ['READ', 'WRITE'])
      database.users.grants.grantObject(role, {
        owner: 'SYS',
        object: 'DATA_PUMP_DIR',
        type: 'DIRECTORY',
        privilege,
        grantor: 'SYS',
        grantable: false,
      });
}
