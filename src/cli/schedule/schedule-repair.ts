import type { Command } from 'commander';
import { addExample, type CliIo } from '../cli-io';
import { repairSchedule } from './repair-schedule';
import { runOnSchedule } from './run-on-schedule';

/** `redoubt schedule repair` */
export function addScheduleRepair(group: Command, io: CliIo): void {
  const command = group
    .command('repair')
    .description('Give a schedule made elsewhere a run on the nights when its time does not exist.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .action((id: string, _: unknown, self: Command) =>
      runOnSchedule(id, self, io, async (handle) => {
        const added = await repairSchedule(handle);
        const lines = added.map(({ localTime, standIn }) => `${localTime} does not exist: that run is at ${standIn}`);
        return {
          value: { status: added.length === 0 ? 'whole' : 'repaired', standIns: added },
          text: added.length === 0 ? `schedule ${id} skips no night` : [`repaired schedule ${id}`, ...lines].join('\n'),
        };
      }),
    );
  addExample(command, 'redoubt schedule repair sales-by-hand');
}
