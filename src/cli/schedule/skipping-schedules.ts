import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Config } from '../../config/schema';
import { findSkippedTimes, warnedForMs, type SkippedTime } from '../../domain/skipped-nights';
import { isTimeZone } from '../../domain/time-zone';
import { listBackupSchedules } from './known-schedules';
import { runTimesOf } from './calendar-spec';

/** A night without a backup, unless somebody repairs the schedule. */
export interface SkippingSchedule {
  readonly scheduleId: string;
  /** That does not exist: `2027-03-28 01:00`. */
  readonly localTime: string;
  /** ISO 8601: the next time that exists. */
  readonly at: string;
}

/** Nights of the coming two years that a schedule on our task queue will skip, whoever made it. For `redoubt doctor`. */
export async function findSkippingSchedules(
  client: Client,
  config: Pick<Config, 'temporal'>,
): Promise<readonly SkippingSchedule[]> {
  const schedules = await listBackupSchedules(client, config.temporal.taskQueue);
  return schedules.flatMap((schedule) =>
    skippedSoon(schedule, Date.now()).map(({ localTime, at }) => ({
      scheduleId: schedule.scheduleId,
      localTime,
      at: at.toISOString(),
    })),
  );
}

/** What a schedule will skip in the coming two years. */
export function skippedSoon(schedule: ScheduleDescription, nowMs: number): readonly SkippedTime[] {
  return skippedTimes(schedule, nowMs, nowMs + warnedForMs);
}

/** Temporal may know a zone that this Node does not: then nothing can be said. */
export function skippedTimes(schedule: ScheduleDescription, fromMs: number, untilMs: number): readonly SkippedTime[] {
  const times = runTimesOf(schedule);
  return isTimeZone(times.timezone) ? findSkippedTimes(times, fromMs, untilMs) : [];
}
