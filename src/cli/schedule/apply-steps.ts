import type { Client } from '@temporalio/client';
import { createSchedule } from './create-schedule';
import type { ApplyStep } from './plan-apply';
import { askSchedule } from './schedule-errors';
import { scheduleOptions, type PlannedSchedule } from './schedule-options';

/** Makes the difference, a schedule at a time. Run again after an error, it goes on where it stopped. */
export async function applySteps(client: Client, steps: readonly ApplyStep[], installation: string): Promise<void> {
  for (const step of steps) {
    if (step.action === 'create') {
      const note = step.planned.plan.paused === true ? 'paused in the configuration' : undefined;
      await createSchedule(client, step.planned, { source: 'file', installation }, note);
    } else if (step.action === 'update') {
      await updateSchedule(client, step.planned);
    } else {
      await askSchedule(step.scheduleId, () => client.schedule.getHandle(step.scheduleId).delete());
    }
  }
}

/** A pause by hand, its note and the count of runs stay as they are. */
async function updateSchedule(client: Client, planned: PlannedSchedule): Promise<void> {
  const { paused } = planned.plan;
  await askSchedule(planned.scheduleId, () =>
    client.schedule.getHandle(planned.scheduleId).update(({ state }) => ({
      ...scheduleOptions(planned, Date.now()),
      state: {
        ...state,
        ...(paused === undefined || paused === state.paused
          ? {}
          : { paused, note: paused ? 'paused in the configuration' : 'resumed in the configuration' }),
      },
    })),
  );
}
