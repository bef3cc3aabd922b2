import { setTimeout as delay } from 'node:timers/promises';
import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { addExample, type CliIo } from '../cli-io';
import { runOnSchedule, type Done } from './run-on-schedule';
import { untilItHolds } from './until-it-holds';

interface ControlCommand {
  readonly verb: string;
  readonly description: string;
  readonly example: string;
  /** Of `--reason`: what it is for, and what is noted without it. */
  readonly reason?: { readonly description: string; readonly otherwise: string };
  readonly act: (handle: ScheduleHandle, reason: string, described: ScheduleDescription) => Promise<Done>;
}

const controls: readonly ControlCommand[] = [
  {
    verb: 'pause',
    description: 'Start no more runs until it is resumed. A run that is on its way goes on.',
    example: 'sales-nightly --reason "storage move until Friday"',
    reason: {
      description: 'shown by `schedule list` and Temporal’s UI',
      otherwise: 'paused by `redoubt schedule pause`',
    },
    act: async (handle, reason) => {
      await setPaused(handle, true, reason);
      return {
        value: { status: 'paused', note: reason },
        text: `paused schedule ${handle.scheduleId}: ${reason}`,
      };
    },
  },
  {
    verb: 'resume',
    description: 'Start runs again. Times that passed while it was paused are not made up for: see backfill.',
    example: 'sales-nightly',
    reason: { description: 'noted at the schedule', otherwise: 'resumed by `redoubt schedule resume`' },
    act: async (handle, reason) => {
      await setPaused(handle, false, reason);
      return { value: { status: 'resumed', note: reason }, text: `resumed schedule ${handle.scheduleId}` };
    },
  },
  {
    verb: 'trigger',
    description: 'Start one run now, also of a paused schedule and also while another runs.',
    example: 'sales-nightly',
    act: async (handle, _, { info }) => {
      await handle.trigger();
      const workflowId = await awaitRun(handle, info.numActionsTaken);
      const text =
        workflowId === undefined
          ? ', whose run is not seen yet: look again with `redoubt schedule list`'
          : `, workflow ${workflowId}\nwatch it with: redoubt backup watch ${workflowId}`;
      return {
        value: { status: 'triggered', workflowId: workflowId ?? null },
        text: `triggered schedule ${handle.scheduleId}${text}`,
      };
    },
  },
  {
    verb: 'delete',
    description: 'Remove a schedule. Its backups stay, and a run that is on its way goes on.',
    example: 'sales-nightly',
    act: async (handle) => {
      await handle.delete();
      return { value: { status: 'deleted' }, text: `deleted schedule ${handle.scheduleId}; its backups stay` };
    },
  },
];

/** `redoubt schedule pause|resume|trigger|delete` */
export function addScheduleControl(group: Command, io: CliIo): void {
  for (const { verb, description, example, reason: option, act } of controls) {
    const command = group
      .command(verb)
      .description(description)
      .argument('<schedule-id>', 'from `redoubt schedule list`')
      .action((id: string, { reason = '' }: { readonly reason?: string }, self: Command) =>
        runOnSchedule(id, self, io, (handle, described) => act(handle, reason, described)),
      );
    if (option !== undefined) command.option('--reason <text>', option.description, option.otherwise);
    addExample(command, `redoubt schedule ${verb} ${example}`);
  }
}

/** Nothing where it is so already. @throws BackupError SCHEDULE_CHANGED where others change it all the time. */
const setPaused = (handle: ScheduleHandle, paused: boolean, note: string): Promise<void> =>
  untilItHolds(handle, ({ state }) => {
    if (state.paused === paused && state.note === note) return undefined;
    return () => (paused ? handle.pause(note) : handle.unpause(note));
  });

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
