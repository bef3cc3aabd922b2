import { setTimeout as delay } from 'node:timers/promises';
import type { ScheduleHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { addExample, type CliIo } from './cli-io';
import { runOnSchedule } from './schedule/run-on-schedule';

/** `redoubt schedule pause|resume|trigger|delete` */
export function addScheduleControl(group: Command, io: CliIo): void {
  addPause(group, io);
  addResume(group, io);
  addTrigger(group, io);
  addDelete(group, io);
}

function addPause(group: Command, io: CliIo): void {
  const command = group
    .command('pause')
    .description('Start no more runs until it is resumed. A run that is on its way goes on.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .option('--reason <text>', 'shown by `schedule list` and Temporal’s UI', 'paused by `redoubt schedule pause`')
    .action((id: string, { reason }: { readonly reason: string }, self: Command) =>
      runOnSchedule(id, self, io, async (handle) => {
        await handle.pause(reason);
        return { value: { status: 'paused', note: reason }, text: `paused schedule ${id}: ${reason}` };
      }),
    );
  addExample(command, 'redoubt schedule pause sales-nightly --reason "storage move until Friday"');
}

function addResume(group: Command, io: CliIo): void {
  const command = group
    .command('resume')
    .description('Start runs again. Times that passed while it was paused are not made up for: see backfill.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .option('--reason <text>', 'noted at the schedule', 'resumed by `redoubt schedule resume`')
    .action((id: string, { reason }: { readonly reason: string }, self: Command) =>
      runOnSchedule(id, self, io, async (handle) => {
        await handle.unpause(reason);
        return { value: { status: 'resumed', note: reason }, text: `resumed schedule ${id}` };
      }),
    );
  addExample(command, 'redoubt schedule resume sales-nightly');
}

function addTrigger(group: Command, io: CliIo): void {
  const command = group
    .command('trigger')
    .description('Start one run now, also of a paused schedule and also while another runs.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .action((id: string, _: unknown, self: Command) =>
      runOnSchedule(id, self, io, async (handle, { info }) => {
        await handle.trigger();
        const workflowId = await awaitRun(handle, info.numActionsTaken);
        const text =
          workflowId === undefined ? '' : `, workflow ${workflowId}\nwatch it with: redoubt backup watch ${workflowId}`;
        return {
          value: { status: 'triggered', workflowId: workflowId ?? null },
          text: `triggered schedule ${id}${text}`,
        };
      }),
    );
  addExample(command, 'redoubt schedule trigger sales-nightly');
}

function addDelete(group: Command, io: CliIo): void {
  const command = group
    .command('delete')
    .description('Remove a schedule. Its backups stay, and a run that is on its way goes on.')
    .argument('<schedule-id>', 'from `redoubt schedule list`')
    .action((id: string, _: unknown, self: Command) =>
      runOnSchedule(id, self, io, async (handle) => {
        await handle.delete();
        return { value: { status: 'deleted' }, text: `deleted schedule ${id}; its backups stay` };
      }),
    );
  addExample(command, 'redoubt schedule delete sales-nightly');
}

const looks = 25;
const betweenLooksMs = 200;

/** Temporal starts a triggered run a moment later. Undefined where it takes more than five seconds. */
async function awaitRun(handle: ScheduleHandle, takenBefore: number): Promise<string | undefined> {
  for (let look = 0; look < looks; look += 1) {
    const { info } = await handle.describe();
    if (info.numActionsTaken > takenBefore) return info.recentActions.at(-1)?.action.workflow.workflowId;
    await delay(betweenLooksMs);
  }
  return undefined;
}
