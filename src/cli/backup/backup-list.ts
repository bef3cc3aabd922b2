import { InvalidArgumentError, type Command } from 'commander';
import { findDatabase } from '../../config/database-target';
import { loadConfig } from '../../config/load-config';
import type { Config } from '../../config/schema';
import { startOfBackup } from '../../domain/backup-id';
import { BackupError } from '../../errors';
import { listRunning, type RunningBackup } from './backup-run';
import { readCatalogue, type Catalogue, type CataloguedBackup } from '../catalogue';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { describeList } from './describe-list';
import { withTemporal } from '../temporal-client';

/** What `redoubt backup list --json` prints. */
export interface BackupList {
  /** Newest first. */
  readonly backups: readonly BackupListEntry[];
  readonly running: readonly RunningBackup[];
  /** How many more there are, older than these. */
  readonly older: number;
  readonly problems: readonly string[];
}

export interface BackupListEntry {
  readonly backupId: string;
  readonly database: string;
  readonly startedAt: string;
  /** `sealed`: enough regions hold it; `short`: fewer than its minCopies; `unreadable`: no manifest could be believed. */
  readonly state: 'sealed' | 'short' | 'unreadable';
  readonly bytes: number | null;
  readonly scn: string | null;
  readonly regions: readonly string[];
  readonly minCopies: number | null;
  readonly problem?: string;
}

const defaultLimit = 50;

/** `redoubt backup list` */
export function addBackupList(group: Command, io: CliIo): void {
  const command = group
    .command('list')
    .description('List the backups that the regions hold, newest first, and those that run.')
    .argument('[database]', 'a name from `databases:` of the configuration (default: all)')
    .option('--limit <n>', 'of each database at most so many', parseLimit, defaultLimit)
    .action(async (database: string | undefined, { limit }: { limit: number }, self: Command) => {
      const options = globalOptions(self);
      const { config } = loadConfig(configPlace(options, io));
      if (database !== undefined) findDatabase(config, database);
      const list = await listAll(
        config,
        database === undefined ? Object.keys(config.databases) : [database],
        limit,
        io,
      );
      printResult(io, options, list, describeList(list));
    });
  addExample(command, 'redoubt backup list sales');
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

async function listAll(config: Config, databases: readonly string[], limit: number, io: CliIo): Promise<BackupList> {
  const running = await runningBackups(config, databases, io);
  const catalogues: Catalogue[] = [];
  for (const database of databases) catalogues.push(await readCatalogue(config, { database, limit }, io));
  const backups = catalogues.flatMap((catalogue) => catalogue.backups);
  return {
    backups: backups.map(entryOf).sort((a, b) => (a.backupId < b.backupId ? 1 : -1)),
    running: running.backups,
    older: catalogues.reduce((sum, { total }) => sum + total, 0) - backups.length,
    problems: [
      ...running.problems,
      ...new Set(catalogues.flatMap(({ problems }) => problems.map(({ region, message }) => `${region}: ${message}`))),
    ],
  };
}

/** The regions' catalogue needs no Temporal: where it is away, the list says so and goes on. */
async function runningBackups(
  config: Config,
  databases: readonly string[],
  io: CliIo,
): Promise<{ backups: readonly RunningBackup[]; problems: readonly string[] }> {
  try {
    const running = await withTemporal(config, io, ({ client }) => listRunning(client));
    return { backups: running.filter(({ database }) => databases.includes(database)), problems: [] };
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return { backups: [], problems: [`running backups are not listed: ${error.message}`] };
  }
}

function entryOf({ backupId, database, regions, manifest, problem }: CataloguedBackup): BackupListEntry {
  const known = { backupId, database, startedAt: startOfBackup(backupId).toISOString(), regions };
  if (manifest === undefined) {
    return { ...known, state: 'unreadable', bytes: null, scn: null, minCopies: null, problem: problem ?? '' };
  }
  const { totals, minCopies } = manifest;
  const state = regions.length >= minCopies ? 'sealed' : 'short';
  return { ...known, state, bytes: totals.bytes, scn: manifest.export.scn, minCopies };
}
