import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { BackupError } from '../../errors';
import { outcomeOf } from './backup-outcome';
import { findBackupRun } from './backup-run';
import { addExample, globalOptions, printResult, type CliIo, type GlobalOptions } from '../cli-io';
import { configPlace } from '../config-place';
import { describeResult, describeStored } from './describe-result';
import { findStoredBackup } from './find-stored-backup';
import { describeSight } from '../watch/progress-view';
import { withTemporal, type TemporalAccess } from '../temporal-client';
import { lookAt } from '../watch/watch-backup';

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
  try {
    await withTemporal(config, io, (access) => showRun(access, id, options, io));
  } catch (error) {
    // Temporal forgets runs after some time, and may be lost: the manifest tells what is stored.
    const stored = isTemporalSilent(error) ? await findStoredBackup(config, id, io) : undefined;
    if (stored?.manifest === undefined) throw error;
    const { manifest, regions } = stored;
    printResult(io, options, { backupId: id, status: 'stored', regions, manifest }, describeStored(manifest, regions));
  }
}

async function showRun(
  { client, settings }: TemporalAccess,
  id: string,
  options: GlobalOptions,
  io: CliIo,
): Promise<void> {
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
}

const isTemporalSilent = (error: unknown): boolean =>
  error instanceof BackupError && (error.code === 'WORKFLOW_NOT_FOUND' || error.code === 'TEMPORAL_UNREACHABLE');
