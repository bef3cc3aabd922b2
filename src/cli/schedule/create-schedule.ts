import type { Client } from '@temporalio/client';
import { calendarsOf, intervalsOf } from '../../domain/schedule-plan';
import { findSkippedTimes, repairedForMs, type SkippedTime } from '../../domain/skipped-nights';
import { askSchedule } from './schedule-errors';
import { memoOf, type ScheduleMarker } from './schedule-marker';
import { scheduleOptions, type PlannedSchedule } from './schedule-options';

export interface CreatedSchedule {
  /** Nights of the coming ten years whose run is at the next time that exists. */
  readonly standIns: readonly SkippedTime[];
  /** ISO 8601. */
  readonly nextRuns: readonly string[];
}

/**
 * Makes a schedule in Temporal.
 * @param note why it is paused. @throws BackupError SCHEDULE_EXISTS, INVALID_SCHEDULE.
 */
export async function createSchedule(
  client: Client,
  planned: PlannedSchedule,
  marker: ScheduleMarker,
  note: string | undefined,
): Promise<CreatedSchedule> {
  const { scheduleId, plan } = planned;
  const nowMs = Date.now();
  const options = scheduleOptions(planned, nowMs);
  const state = { paused: plan.paused === true, ...(note === undefined ? {} : { note }) };
  const { info } = await askSchedule(scheduleId, async () => {
    const handle = await client.schedule.create({ ...options, scheduleId, memo: memoOf(marker), state });
    return handle.describe();
  });
  const times = { calendars: calendarsOf(plan), intervals: intervalsOf(plan), skip: [], timezone: plan.timezone };
  return {
    standIns: findSkippedTimes(times, nowMs, nowMs + repairedForMs),
    nextRuns: info.nextActionTimes.map((at) => at.toISOString()),
  };
}
