import { randomUUID } from 'node:crypto';
import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { calendarFields } from '../../domain/calendar-field';
import { repairedForMs, standInCalendars, type SkippedTime } from '../../domain/skipped-nights';
import { BackupError } from '../../errors';
import { skippedTimes } from './skipping-schedules';

const attempts = 5;

/**
 * Gives a schedule a run on each night of the coming ten years that it would skip. The rest of it goes back to Temporal
 * as it came. A change that somebody makes at the same moment is kept: Temporal then drops ours without a word, so that
 * it is looked for, and made again.
 * @returns the nights that were added: none where it was whole. @throws BackupError INVALID_SCHEDULE where it never holds.
 */
export async function repairSchedule(handle: ScheduleHandle): Promise<readonly SkippedTime[]> {
  const nowMs = Date.now();
  let added: readonly SkippedTime[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const description = await handle.describe();
    const skipped = skippedTimes(description, nowMs, nowMs + repairedForMs);
    if (skipped.length === 0) return added;
    await addStandIns(handle, description, skipped);
    added = skipped;
  }
  throw new BackupError('INVALID_SCHEDULE', `schedule "${handle.scheduleId}" changes all the time: nothing was added`, {
    hint: 'Look who changes it, and run this again.',
  });
}

async function addStandIns(
  { client, scheduleId }: ScheduleHandle,
  { raw }: ScheduleDescription,
  skipped: readonly SkippedTime[],
): Promise<void> {
  const standIns = standInCalendars(skipped).map((calendar) => ({
    ...Object.fromEntries(calendarFields.map((field) => [field, [...calendar[field]]])),
    comment: calendar.comment ?? '',
  }));
  const spec = raw.schedule?.spec;
  await client.workflowService.updateSchedule({
    namespace: client.options.namespace,
    scheduleId,
    schedule: {
      ...raw.schedule,
      spec: { ...spec, structuredCalendar: [...(spec?.structuredCalendar ?? []), ...standIns] },
    },
    conflictToken: raw.conflictToken ?? null,
    identity: client.options.identity,
    requestId: randomUUID(),
  });
}
