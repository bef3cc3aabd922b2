import { InvalidArgumentError, Option, type Command } from 'commander';
import { overlapPolicies, type OverlapPolicy } from '../../domain/schedule-plan';
import { BackupError } from '../../errors';
import { addExample, type CliIo } from '../cli-io';
import { runOnSchedule } from './run-on-schedule';
import { temporalOverlap } from './schedule-options';

interface BackfillOptions {
  readonly from: Date;
  readonly to: Date;
  readonly overlap: OverlapPolicy;
}

/** `redoubt schedule backfill` */
export function addScheduleBackfill(group: Command, io: CliIo): void {
  const command = group
    .command('backfill')
    .description('Start now what was due in a time that has passed. A backup holds what the database holds now.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .requiredOption('--from <instant>', 'such as 2026-11-23T00:00:00Z', parseInstant)
    .requiredOption('--to <instant>', 'not in the future', parseInstant)
    .addOption(
      new Option('--overlap <policy>', 'between these runs; skip makes one of many')
        .choices(overlapPolicies)
        .default('skip'),
    )
    .action((id: string, { from, to, overlap }: BackfillOptions, self: Command) => {
      requirePast(from, to);
      return runOnSchedule(id, self, io, async (handle) => {
        await handle.backfill({ start: from, end: to, overlap: temporalOverlap[overlap] });
        // Answered once the schedule has taken it in: a command that follows at once cannot push it out.
        await handle.describe();
        const span = { from: from.toISOString(), to: to.toISOString() };
        return {
          value: { status: 'backfilling', ...span, overlap },
          text: `schedule ${id} starts what was due from ${span.from} to ${span.to}`,
        };
      });
    });
  addExample(command, 'redoubt schedule backfill sales-nightly --from 2026-11-23T00:00:00Z --to 2026-11-24T00:00:00Z');
}

function parseInstant(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime()))
    return at;
  throw new InvalidArgumentError('It must be an instant with its offset, such as 2026-11-23T00:00:00Z.');
}

function requirePast(from: Date, to: Date): void {
  if (from >= to) throw new BackupError('INVALID_SCHEDULE', `--from (${from.toISOString()}) has to be before --to`);
  if (to.getTime() <= Date.now()) return;
  throw new BackupError('INVALID_SCHEDULE', `--to (${to.toISOString()}) is in the future: its runs would start now`);
}
