import type { Command } from 'commander';
import { loadConfig } from '../config/load-config';
import { exitCodeOf } from './backup-outcome';
import { findBackupRun, type BackupRun } from './backup-run';
import { describeResult } from './describe-result';
import { addExample, globalOptions, printResult, type CliIo, type GlobalOptions } from './cli-io';
import { configPlace } from './config-place';
import { followBackup } from './follow-backup';
import { progressView } from './progress-view';
import { withTemporal, type TemporalAccess } from './temporal-client';

/** `redoubt backup watch` */
export function addBackupWatch(group: Command, io: CliIo): void {
  const command = group
    .command('watch')
    .description('Show a backup’s progress until it ends. Ctrl-C ends the watching only.')
    .argument('<id>', 'the backup’s id, or the workflow’s')
    .action(async (id: string, _options: unknown, self: Command) => {
      const options = globalOptions(self);
      const { config } = loadConfig(configPlace(options, io));
      await withTemporal(config, io, async (access) =>
        followAndReport(access, await findBackupRun(access.client, id), options, io),
      );
    });
  addExample(command, 'redoubt backup watch 20261123T081500Z-3f2a9c');
}

const interruptedExitCode = 130;

/** Shows the progress, prints the result and sets the exit code that goes with it. */
export async function followAndReport(
  access: TemporalAccess,
  run: BackupRun,
  options: GlobalOptions,
  io: CliIo,
): Promise<void> {
  const view = progressView(options.json ? io.stderr : io.stdout);
  const result = await followBackup(access, run, { view, signal: io.interrupted() });
  if (result !== undefined) {
    printResult(io, options, result, describeResult(result));
    io.setExitCode(exitCodeOf(result));
    return;
  }
  const { backupId, workflowId, database } = run;
  const text = `no longer watched; backup ${backupId} goes on. Stop it with: redoubt backup cancel ${backupId}`;
  printResult(io, options, { backupId, workflowId, database, status: 'running' }, text);
  io.setExitCode(interruptedExitCode);
}
