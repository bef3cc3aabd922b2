import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { backupIdSchema } from '../../domain/backup-id';
import { BackupError } from '../../errors';
import { restoreBackup, type BackupSelector, type RestoreReport } from '../../vault/restore/restore-backup';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { describeRestore, restoreSummary } from './describe-restore';
import { restoreView } from './restore-view';
import { withVault, type VaultAccess } from '../vault-access';

interface RestoreOptions {
  readonly backup?: string;
  readonly before?: string;
  readonly identity: string;
  readonly region?: string;
  readonly to: string;
}

/** `redoubt restore` */
export function addRestoreCommand(program: Command, io: CliIo): void {
  const command = program
    .command('restore')
    .description('Give back a backup’s dump files, every byte checked, and print the impdp line. Needs no Temporal.')
    .argument('<database>', 'a name from `databases:` of the configuration')
    .option('--backup <id>', 'the backup’s id, or `latest`')
    .option('--before <time>', 'instead of --backup: the newest one that was complete by then (ISO 8601)')
    .requiredOption('--to <dir>', 'an empty or new directory')
    .requiredOption('--identity <file>', 'the age identity that opens the backup')
    .option('--region <name>', 'read from this region alone (default: any that has it)')
    .action((database: string, options: RestoreOptions, self: Command) => restore(database, options, self, io));
  addExample(command, 'redoubt restore sales --backup latest --to /restore/sales --identity identity.txt');
}

async function restore(database: string, options: RestoreOptions, self: Command, io: CliIo): Promise<void> {
  const selector = selectorOf(options);
  const { config } = loadConfig(configPlace(globalOptions(self), io));
  const question = { database, ...(options.region === undefined ? {} : { region: options.region }) };
  await withVault(config, question, io, async (vault) => {
    for (const { region, message } of vault.unopened)
      io.stderr.write(`warning: region ${region} is left out: ${message}\n`);
    const to = resolve(io.cwd, options.to);
    const identityFile = resolve(io.cwd, options.identity);
    const report = await restoreFiles({ database, selector, vault, to, identityFile }, self, io);
    const summary = restoreSummary(report, to);
    printResult(io, globalOptions(self), summary, describeRestore(summary));
  });
}

interface RestoreTask {
  readonly database: string;
  readonly selector: BackupSelector;
  readonly vault: VaultAccess;
  readonly to: string;
  readonly identityFile: string;
}

/** @throws BackupError CANCELLED on Ctrl-C, with nothing left in the directory. */
async function restoreFiles(task: RestoreTask, self: Command, io: CliIo): Promise<RestoreReport> {
  const { vault, ...order } = task;
  const signal = io.interrupted();
  const { json } = globalOptions(self);
  const view = restoreView(json ? io.stderr : io.stdout);
  try {
    return await restoreBackup({ ...order, ...vault, wholeDigests: json, signal, onProgress: view.show });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new BackupError('CANCELLED', `the restore was stopped; it left nothing in ${order.to}`, {
      cause: error,
      hint: 'Run it again when you are ready.',
    });
  } finally {
    view.close();
  }
}

function selectorOf({ backup, before }: RestoreOptions): BackupSelector {
  if (backup !== undefined && before !== undefined)
    throw new BackupError('USAGE', 'give --backup or --before, not both');
  if (before !== undefined) return { before: instantOf(before) };
  if (backup === undefined) throw new BackupError('USAGE', 'say which: --backup ID, --backup latest, or --before TIME');
  if (backup === 'latest' || backupIdSchema.safeParse(backup).success) return { backup };
  throw new BackupError('USAGE', `"${backup}" is no backup’s id (20261123T081500Z-3f2a9c), nor "latest"`);
}

/** A time without a zone would be this host's: it has to be said. */
function instantOf(text: string): string {
  const instant = new Date(text);
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(instant.getTime()))
    return instant.toISOString();
  throw new BackupError('USAGE', `--before "${text}" is not a time with its zone, such as 2026-11-23T08:15:00Z`);
}
