import type { Command } from 'commander';
import { loadConfig } from '../config/load-config';
import { outcomeOf } from './backup-outcome';
import { findBackupRun } from './backup-run';
import { addExample, globalOptions, printResult, type CliIo } from './cli-io';
import { configPlace } from './config-place';
import { describeResult } from './describe-result';
import { describeSight } from './progress-view';
import { withTemporal } from './temporal-client';
import { lookAt } from './watch-backup';

/** `redoubt backup show` */
export function addBackupShow(group: Command, io: CliIo): void {
  const command = group
    .command('show')
    .description('Show one backup: its progress while it runs, its result, or its manifest.')
    .argument('<id>', 'the backup’s id, or the workflow’s')
    .action((id: string, _options: unknown, self: Command) => showBackup(id, self, io));
  addExample(command, 'redoubt backup show 20261123T081500Z-3f2a9c --json');
}

async function showBackup(id: string, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  await withTemporal(config, io, async ({ client, settings }) => {
    const run = await findBackupRun(client, id);
    const sight = await lookAt(client, run);
    if (sight.isRunning) {
      const { backupId, workflowId, database } = run;
      const { progress, bytesPerSecond } = sight;
      const shown = { backupId, workflowId, database, status: 'running', progress, bytesPerSecond };
      return printResult(io, options, shown, `${backupId} ${describeSight(sight, settings.taskQueue)}`);
    }
    const result = await outcomeOf(run, sight.reported);
    printResult(io, options, result, describeResult(result));
  });
}
