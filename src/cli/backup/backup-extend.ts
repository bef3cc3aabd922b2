import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { parseExtension } from '../../domain/extend-deadline';
import { formatDuration } from '../../domain/quantities';
import type { ExtendedDeadline } from '../../domain/timing';
import { BackupError } from '../../errors';
import { askRun, findBackupRun } from './backup-run';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { withTemporal } from '../temporal-client';

interface ExtendOptions {
  readonly by?: string;
  readonly deadline?: string;
}

/** `redoubt backup extend` */
export function addBackupExtend(group: Command, io: CliIo): void {
  const command = group
    .command('extend')
    .description('Give a running backup another deadline; answers when it will be done.')
    .argument('<id>', 'the backup’s id, or the workflow’s')
    .option('--by <duration>', 'so much later than it is due now, such as PT30M')
    .option('--deadline <when>', 'PT30M from now, or 2026-11-24T03:00:00Z')
    .action((id: string, options: ExtendOptions, self: Command) => extend(id, options, self, io));
  addExample(command, 'redoubt backup extend 20261123T081500Z-3f2a9c --by PT30M');
}

async function extend(id: string, { by, deadline }: ExtendOptions, self: Command, io: CliIo): Promise<void> {
  if ((by === undefined) === (deadline === undefined)) throw new BackupError('USAGE', 'give either --by or --deadline');
  const order = by === undefined ? { deadline } : { by };
  const wrong = parseExtension(order, null, Date.now());
  if (typeof wrong === 'string') throw new BackupError('USAGE', wrong);
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  await withTemporal(config, io, async ({ client }) => {
    const run = await findBackupRun(client, id);
    const { backupId, workflowId } = run;
    const answer = await askRun(run, (handle) =>
      handle.executeUpdate<ExtendedDeadline, [unknown]>('extendDeadline', { args: [order] }),
    );
    printResult(io, options, { backupId, workflowId, ...answer }, `backup ${backupId} ${describeAnswer(answer)}`);
  });
}

function describeAnswer({ deadline, doneAbout, slackMs, outlook }: ExtendedDeadline): string {
  if (doneAbout === null || slackMs === null || outlook === null) return `is due ${deadline}; there is no forecast yet`;
  const distance = `${formatDuration(Math.abs(slackMs))} ${slackMs < 0 ? 'after' : 'before'} it`;
  return `is due ${deadline}, and ${outlook}: done about ${doneAbout}, ${distance}`;
}
