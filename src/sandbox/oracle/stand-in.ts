import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataPump } from './data-pump/data-pump';
import type { PlayedVersion, StandInSettings } from './engine';
import { Faults } from './faults';
import type { Protocol } from './net/dialect';
import { OracleNetServer } from './net/oracle-net-server';
import { openPackages } from './packages/open-packages';
import { BlockEngine } from './plsql/block-engine';
import { RemovedFiles } from './removed-files';
import { SqlEngine } from './sql/sql-engine';
import { StandInEngine } from './stand-in-engine';
import { openDatabase } from './storage/open-database';
import type { SqliteDatabase } from './storage/sqlite-database';

export interface StandInOptions {
  readonly dataDirectory: string;
  /** 0: any free one. */
  readonly port: number;
  readonly version: PlayedVersion;
  /** TNS version / TTC field version. */
  readonly protocol: Protocol;
  /** By user, in the dictionary's spelling; users that do not exist yet are created (SALES with a quota). */
  readonly passwords: Readonly<Record<string, string>>;
  readonly settings?: Partial<StandInSettings>;
}

export interface StandIn {
  readonly port: number;
  readonly database: SqliteDatabase;
  readonly engine: StandInEngine;
  readonly faults: Faults;
  readonly removedFiles: RemovedFiles;
  close(): Promise<void>;
}

const defaults: Omit<StandInSettings, 'version' | 'serviceName'> = {
  edition: 'EE',
  databaseName: 'SALES',
  characterSet: 'AL32UTF8',
  timeZoneFileVersion: 32,
  openMode: 'READ WRITE',
  role: 'PRIMARY',
  tdeTablespaces: false,
  clustered: false,
  tunedUndoRetentionS: 900,
};

/** Opens the Oracle stand-in: its storage, SQL, PL/SQL and Data Pump behind an Oracle Net listener on 127.0.0.1. */
export async function openStandIn(options: StandInOptions): Promise<StandIn> {
  mkdirSync(options.dataDirectory, { recursive: true });
  const faults = new Faults();
  const settings = asPlayed(
    { ...defaults, serviceName: 'SALES', version: options.version, ...options.settings },
    faults,
  );
  const removedFiles = new RemovedFiles(join(options.dataDirectory, 'removed-files.ndjson'));
  const database = openDatabase({ dataDir: options.dataDirectory, settings, faults });
  const beforeRemove = (file: string): void => removedFiles.beforeRemove(file);
  setPasswords(database, options.passwords);
  const dataPump = new DataPump(database, faults);
  const { bodies, bfiles } = openPackages(database, faults, beforeRemove);
  const sql = new SqlEngine(database, {
    viewProviders: [dataPump],
    bfiles: {
      bfileLength: (caller, locator) => bfiles.of(caller).length(locator),
      bfileExists: (caller, locator) => bfiles.of(caller).exists(locator),
    },
  });
  const blocks = new BlockEngine({ database, sql, faults, packages: [...bodies, dataPump] });
  const engine = new StandInEngine({
    settings,
    faults,
    sql,
    blocks,
    bfilesOf: (session) => bfiles.of(session),
    passwordOf: (user) => database.users.passwordOf(user),
  });
  const server = new OracleNetServer({ engine, faults, protocol: options.protocol });
  const port = await server.listen(options.port);
  return {
    port,
    database,
    engine,
    faults,
    removedFiles,
    close: async () => {
      await server.close();
      await dataPump.halt();
      database.close();
    },
  };
}

/** What a fault makes of it is no setting that lasts: every view asks anew. */
function asPlayed(settings: StandInSettings, faults: Faults): StandInSettings {
  const isStandby = (): boolean => faults.peek('standby') !== undefined;
  return {
    ...settings,
    get openMode() {
      return isStandby() ? 'READ ONLY WITH APPLY' : settings.openMode;
    },
    get tunedUndoRetentionS() {
      return faults.peek('short-undo')?.seconds ?? settings.tunedUndoRetentionS;
    },
    get role() {
      return isStandby() ? 'PHYSICAL STANDBY' : settings.role;
    },
  };
}

/** SALES, the owner of the data, is made here; other users are made by SQL, as in any database. */
function setPasswords({ users }: SqliteDatabase, passwords: StandInOptions['passwords']): void {
  for (const [name, password] of Object.entries(passwords)) {
    if (users.find(name) !== undefined) users.change(name, { password });
    else if (name === dataOwner) createDataOwner(users, password);
  }
}

const dataOwner = 'SALES';

function createDataOwner(users: SqliteDatabase['users'], password: string): void {
  users.create({ name: dataOwner, password, quotas: { USERS: 'unlimited' } });
  for (const role of ['CONNECT', 'RESOURCE']) users.grants.grantRole(dataOwner, role);
  users.grants.grantPrivilege(dataOwner, 'CREATE SESSION');
}
