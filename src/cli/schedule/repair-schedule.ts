import { randomUUID } from 'node:crypto';
import type { ScheduleClient, ScheduleDescription } from '@temporalio/client';
import { calendarFields } from '../../domain/calendar-field';
import { repairedForMs, standInCalendars, type SkippedTime } from '../../domain/skipped-nights';
import { skippedTimes } from './skipping-schedules';

/**
 * Gives a schedule a run on each night of the coming ten years that it would skip. The rest of it goes back to Temporal
 * as it came, byte for byte, and is refused if somebody has changed it meanwhile.
 * @returns the nights that were added: none where it was whole.
 */
export async function repairSchedule(
  client: ScheduleClient,
  description: ScheduleDescription,
): Promise<readonly SkippedTime[]> {
  const { scheduleId, raw } = description;
  const nowMs = Date.now();
  const skipped = skippedTimes(description, nowMs, nowMs + repairedForMs);
  if (skipped.length === 0) return [];
  const added = standInCalendars(skipped).map((calendar) => ({
    ...Object.fromEntries(calendarFields.map((field) => [field, [...calendar[field]]])),
    comment: calendar.comment ?? '',
  }));
  const spec = raw.schedule?.spec;
  await client.workflowService.updateSchedule({
    namespace: client.options.namespace,
    scheduleId,
    schedule: {
      ...raw.schedule,
      spec: { ...spec, structuredCalendar: [...(spec?.structuredCalendar ?? []), ...added] },
    },
    conflictToken: raw.conflictToken ?? null,
    identity: client.options.identity,
    requestId: randomUUID(),
  });
  return skipped;
}
