import { randomUUID } from 'node:crypto';
import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { calendarFields } from '../../domain/calendar-field';
import { repairedForMs, standInCalendars, type SkippedTime } from '../../domain/skipped-nights';
import { skippedTimes } from './skipping-schedules';
import { untilItHolds } from './until-it-holds';

/**
 * Gives a schedule a run on each night of the coming ten years that it would skip. The rest of it goes back to Temporal
 * as it came, and a change that somebody makes at the same moment is kept.
 * @returns the nights that were added: none where it was whole. @throws BackupError SCHEDULE_CHANGED where it never holds.
 */
export async function repairSchedule(handle: ScheduleHandle): Promise<readonly SkippedTime[]> {
  const nowMs = Date.now();
  let added: readonly SkippedTime[] = [];
  await untilItHolds(handle, (description) => {
    const skipped = skippedTimes(description, nowMs, nowMs + repairedForMs);
    if (skipped.length === 0) return undefined;
    added = skipped;
    return () => addStandIns(handle, description, skipped);
  });
  return added;
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
