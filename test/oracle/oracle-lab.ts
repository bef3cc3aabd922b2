import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseTarget } from '../../src/domain/database-target';
import type { PlayedVersion, StandInSettings } from '../../src/sandbox/oracle/engine';
import type { Faults } from '../../src/sandbox/oracle/faults';
import { openStandIn, type StandIn } from '../../src/sandbox/oracle/stand-in';
import type { SqliteDatabase } from '../../src/sandbox/oracle/storage/sqlite-database';

/** The Oracle stand-in with a schema SALES, a user that may export it, and a directory object. */
export interface OracleLab extends AsyncDisposable {
  /** Exports schemas of others. */
  readonly target: DatabaseTarget;
  /** Owns the data, and may do no more than its own export needs. */
  readonly schemaOwner: DatabaseTarget;
  readonly dba: DatabaseTarget;
  readonly directory: string;
  /** Where the directory object leads. */
  readonly path: string;
  readonly table: string;
  readonly faults: Faults;
}

export interface LabOptions extends Partial<StandInSettings> {
  readonly version?: PlayedVersion;
}

const directory = 'REDOUBT_DIR';
const table = 'THINGS';
const passwords = { SALES: 'owner-1', BACKUP: 'backup-1', SYSTEM: 'oracle' };

export async function openOracleLab({ version = '19c', ...settings }: LabOptions = {}): Promise<OracleLab> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'redoubt-oracle-'));
  const path = join(dataDirectory, 'dump');
  mkdirSync(path);
  const protocol = version === '23ai' ? '319/24' : '318/12';
  const standIn = await openStandIn({ dataDirectory, port: 0, version, protocol, passwords, settings });
  grantAll(standIn.database, path);
  fillTable(standIn.database);
  const connectString = `127.0.0.1:${standIn.port}/SALES`;
  const targetOf = (user: keyof typeof passwords): DatabaseTarget => ({
    name: 'sales',
    connectString,
    user: user.toLowerCase(),
    password: passwords[user],
  });
  return {
    target: targetOf('BACKUP'),
    schemaOwner: targetOf('SALES'),
    dba: targetOf('SYSTEM'),
    directory,
    path,
    table,
    faults: standIn.faults,
    [Symbol.asyncDispose]: () => closeLab(standIn, dataDirectory),
  };
}

async function closeLab(standIn: StandIn, dataDirectory: string): Promise<void> {
  await standIn.close();
  rmSync(dataDirectory, { recursive: true, force: true });
}

function grantAll({ users, directories }: SqliteDatabase, path: string): void {
  directories.put({ name: directory, path });
  for (const user of ['BACKUP', 'SALES'] as const) {
    if (users.find(user) === undefined) users.create({ name: user, password: passwords[user] });
    users.change(user, { quotas: { USERS: 500_000_000 } });
    for (const privilege of ['CREATE SESSION', 'CREATE TABLE']) users.grants.grantPrivilege(user, privilege);
    for (const privilege of ['READ', 'WRITE']) {
      users.grants.grantObject(user, {
        owner: 'SYS',
        object: directory,
        type: 'DIRECTORY',
        privilege,
        grantor: 'SYS',
        grantable: false,
      });
    }
  }
  users.grants.grantRole('BACKUP', 'DATAPUMP_EXP_FULL_DATABASE');
}

/** Some 6 MB, so that a job can be caught while it runs. */
function fillTable(database: SqliteDatabase): void {
  database.createTable({
    owner: 'SALES',
    name: table,
    primaryKey: ['ID'],
    comment: null,
    columns: [
      { name: 'ID', type: 'NUMBER', nullable: false, position: 1 },
      { name: 'NAME', type: 'VARCHAR2', maxSize: 400, nullable: true, position: 2 },
    ],
  });
  const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), 'x'.repeat(300)]);
  database.insertRows('SALES', table, rows);
}
