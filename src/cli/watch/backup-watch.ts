import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import type { BackupResult } from '../../domain/backup-result';
import { exitCodeOf } from '../backup/backup-outcome';
import { findBackupRun, findOnlyRun, type BackupRun } from '../backup/backup-run';
import { addExample, globalOptions, printResult, type CliIo, type GlobalOptions } from '../cli-io';
import { configPlace } from '../config-place';
import { describeResult } from '../backup/describe-result';
import { followBackup } from './follow-backup';
import { progressView } from './progress-view';
import { withTemporal, type TemporalAccess } from '../temporal-client';
import { jsonLines, writeLeftLine, writeResultLine } from './json-lines';
import { hasScreen, liveView } from './live-view';

/** `redoubt backup watch` */
export function addBackupWatch(group: Command, io: CliIo): void {
  const command = group
    .command('watch')
    .description(
      'Show a backup’s progress until it ends. On a terminal the keys p, r and e pause, resume and expedite it; q or Ctrl-C ends the watching only. --json prints a line whenever something changed, the result last.',
    )
    .argument('[id]', 'the backup’s id, or the workflow’s (default: the one that runs)')
    .action(async (id: string | undefined, _options: unknown, self: Command) => {
      const options = globalOptions(self);
      const { config } = loadConfig(configPlace(options, io));
      await withTemporal(config, io, async (access) => {
        const { client } = access;
        const run = id === undefined ? await findOnlyRun(client) : await findBackupRun(client, id);
        await watchRun(access, run, options, io);
      });
    });
  addExample(
    command,
    'redoubt backup watch 20261123T081500Z-3f2a9c',
    'redoubt backup watch 20261123T081500Z-3f2a9c --json | jq --compact-output .outlook',
  );
}

const interruptedExitCode = 130;

/** As `followAndReport`; with --json every change is a line, and the result the last one. */
async function watchRun(access: TemporalAccess, run: BackupRun, options: GlobalOptions, io: CliIo): Promise<void> {
  if (!options.json) return followAndReport(access, run, options, io);
  const view = jsonLines(io.stdout, run);
  const result = await followBackup(access, run, { view, signal: io.interrupted() });
  if (result === undefined) writeLeftLine(io.stdout, run);
  else writeResultLine(io.stdout, result);
  io.setExitCode(result === undefined ? interruptedExitCode : exitCodeOf(result));
}

/** On a screen with keys where there is one, else on lines. */
function follow(
  access: TemporalAccess,
  run: BackupRun,
  options: GlobalOptions,
  io: CliIo,
): Promise<BackupResult | undefined> {
  const interrupted = io.interrupted();
  if (options.json || !hasScreen(io)) {
    const view = progressView(options.json ? io.stderr : io.stdout);
    return followBackup(access, run, { view, signal: interrupted });
  }
  const view = liveView(io, run.handle);
  return followBackup(access, run, { view, signal: AbortSignal.any([interrupted, view.left]) });
}

/** Shows the progress, prints the result and sets the exit code that goes with it. */
export async function followAndReport(
  access: TemporalAccess,
  run: BackupRun,
  options: GlobalOptions,
  io: CliIo,
): Promise<void> {
  const result = await follow(access, run, options, io);
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
