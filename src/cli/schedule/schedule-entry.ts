import type { Client, ScheduleDescription } from '@temporalio/client';
import { calendarText } from '../../domain/schedule-calendar';
import { runTimesOf } from './calendar-spec';
import { describeRunTime, intervalText } from './describe-schedules';
import { databaseOfSchedule } from './known-schedules';
import { outcomeOf, type RunOutcome } from './run-outcome';
import { markerOf, type ScheduleSource } from './schedule-marker';
import { isStandIn } from './schedule-fields';
import { scheduleWarnings, warningText } from './schedule-warnings';

/** One of `redoubt schedule list --json`. */
export interface ScheduleEntry {
  readonly scheduleId: string;
  readonly database: string | null;
  readonly source: ScheduleSource;
  /** Cron's seven fields (second first, year last), or the interval. */
  readonly when: readonly string[];
  readonly timezone: string;
  readonly paused: boolean;
  /** Why it is paused, or what somebody noted. */
  readonly note: string | null;
  /** Those it would have, where it is paused. */
  readonly nextRuns: readonly { readonly at: string; readonly local: string }[];
  /** Newest first. */
  readonly recentRuns: readonly RunOutcome[];
  readonly warnings: readonly string[];
}

const shownRuns = 3;

/** What a schedule is and does, with what a person should know about it. */
export async function scheduleEntry(
  client: Client,
  schedule: ScheduleDescription,
  databases: readonly string[],
): Promise<ScheduleEntry> {
  const { scheduleId, info, state, memo } = schedule;
  const { calendars, intervals, timezone } = runTimesOf(schedule);
  const recent = info.recentActions.slice(-shownRuns).toReversed();
  return {
    scheduleId,
    database: databaseOfSchedule(schedule) ?? null,
    source: markerOf(memo)?.source ?? 'hand',
    when: [
      ...calendars
        .filter((calendar) => !isStandIn(calendar))
        .map((calendar) => calendar.comment ?? calendarText(calendar)),
      ...intervals.map(intervalText),
    ],
    timezone,
    paused: state.paused,
    note: state.note || null,
    nextRuns: info.nextActionTimes
      .slice(0, shownRuns)
      .map((at) => ({ at: at.toISOString(), local: describeRunTime(at.toISOString(), timezone) })),
    recentRuns: await Promise.all(recent.map((run) => outcomeOf(client, run))),
    warnings: scheduleWarnings(schedule, databases).map(warningText),
  };
}
