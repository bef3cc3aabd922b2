import { isDeepStrictEqual } from 'node:util';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { BackupError } from '../../errors';
import { createSchedule } from './create-schedule';
import type { ApplyStep, UpdateStep } from './plan-apply';
import { askSchedule } from './schedule-errors';
import { changesBetween, describedFields, plannedFields } from './schedule-fields';
import { scheduleOptions, type PlannedSchedule } from './schedule-options';
import { handleAsRead } from './token-schedule-client';
import { untilItHolds } from './until-it-holds';

/** Makes the difference, a schedule at a time. Run again after an error, it goes on where it stopped. */
export async function applySteps(client: Client, steps: readonly ApplyStep[], installation: string): Promise<void> {
  for (const step of steps) {
    if (step.action === 'create') {
      const note = step.planned.plan.paused === true ? 'paused in the configuration' : undefined;
      await createSchedule(client, step.planned, { source: 'file', installation }, note);
    } else if (step.action === 'update') {
      await updateSchedule(client, step);
    } else {
      await askSchedule(step.scheduleId, () => client.schedule.getHandle(step.scheduleId).delete());
    }
  }
}

/**
 * A pause by hand, its note and the count of runs stay as they are, also where they change while this is written.
 * @throws BackupError SCHEDULE_CHANGED where the difference is not the one that was shown any more.
 */
async function updateSchedule({ schedule: client }: Client, { planned, changes: shown }: UpdateStep): Promise<void> {
  const { scheduleId } = planned;
  const change = (there: ScheduleDescription): (() => Promise<void>) | undefined => {
    const nowMs = Date.now();
    const changes = changesBetween(describedFields(there, nowMs), plannedFields(planned, nowMs));
    if (changes.length === 0) return undefined;
    if (!isDeepStrictEqual(changes, shown)) {
      const what = `somebody changed schedule "${scheduleId}" after its difference was shown: it is left as it is`;
      throw new BackupError('SCHEDULE_CHANGED', what);
    }
    const state = stateOf(planned, there);
    return () => handleAsRead(client, there).update(() => ({ ...scheduleOptions(planned, nowMs), state }));
  };
  await askSchedule(scheduleId, () => untilItHolds(client.getHandle(scheduleId), change));
}

function stateOf({ plan: { paused } }: PlannedSchedule, { state }: ScheduleDescription): ScheduleDescription['state'] {
  if (paused === undefined || paused === state.paused) return state;
  return { ...state, paused, note: paused ? 'paused in the configuration' : 'resumed in the configuration' };
}
