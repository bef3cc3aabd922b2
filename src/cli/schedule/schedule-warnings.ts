import type { ScheduleDescription } from '@temporalio/client';
import { formatDuration } from '../../domain/quantities';
import type { ErrorCode } from '../../errors';
import { lengthText } from './describe-schedules';
import { databaseOfSchedule } from './known-schedules';
import { skippedSoon } from './skipping-schedules';

/** What is wrong with a schedule, for `schedule list` and `doctor`. */
export interface ScheduleWarning {
  readonly reason: string;
  /** What to do, where there is something to do. */
  readonly remedy?: string;
  /** Each run will fail with it. */
  readonly code?: ErrorCode;
}

export const warningText = ({ reason, remedy }: ScheduleWarning): string =>
  remedy === undefined ? reason : `${reason}: ${remedy}`;

/** @param databases of the configuration */
export function scheduleWarnings(
  schedule: ScheduleDescription,
  databases: readonly string[],
): readonly ScheduleWarning[] {
  return [
    ...skippedNights(schedule),
    ...databaseWarnings(schedule, databases),
    ...lostRuns(schedule),
    ...settingsThatLoseRuns(schedule),
  ];
}

const skippedNights = (schedule: ScheduleDescription): readonly ScheduleWarning[] =>
  skippedSoon(schedule, Date.now()).map(({ localTime, standIn }) => ({
    reason: `no run at ${localTime}, which does not exist`,
    remedy: `\`redoubt schedule repair ${schedule.scheduleId}\` adds one at ${standIn}`,
  }));

function databaseWarnings(schedule: ScheduleDescription, databases: readonly string[]): readonly ScheduleWarning[] {
  const database = databaseOfSchedule(schedule);
  if (database === undefined) {
    return [{ reason: 'its input names no database: each run will fail', code: 'INVALID_REQUEST' }];
  }
  if (databases.includes(database)) return [];
  return [
    {
      reason: `there is no database "${database}" in the configuration: each run will fail`,
      code: 'UNKNOWN_DATABASE',
    },
  ];
}

/** What has happened already, or will not happen any more. */
function lostRuns({ info, state }: ScheduleDescription): readonly ScheduleWarning[] {
  const { numActionsMissedCatchupWindow: missed, numActionsSkippedOverlap: skipped } = info;
  const reasons = [
    ...(info.nextActionTimes.length === 0 && !state.paused ? ['it has no next run'] : []),
    ...(missed > 0
      ? [`since it was made, ${missed} of its runs were lost to outages longer than its catch-up window`]
      : []),
    ...(skipped > 0 ? [`since it was made, ${skipped} of its runs were left out because the last one still ran`] : []),
  ];
  return reasons.map((reason) => ({ reason }));
}

/** Settings that somebody made by hand, and that lose a night sooner or later. */
function settingsThatLoseRuns({ info, policies, spec }: ScheduleDescription): readonly ScheduleWarning[] {
  const { catchupWindow, overlap, pauseOnFailure } = policies;
  const betweenMs = shortestBetween(info.nextActionTimes);
  // The coming times have their jitter already.
  const jitterMs = spec.jitter ?? 0;
  return [
    ...(betweenMs !== undefined && catchupWindow < betweenMs - jitterMs
      ? [
          {
            reason: `its catch-up window is ${lengthText(catchupWindow)}: a run that is due in a longer outage of Temporal is lost`,
            remedy: `a window as long as the time between two runs (about ${formatDuration(betweenMs)}) loses none`,
          },
        ]
      : []),
    ...(overlap === 'CANCEL_OTHER' || overlap === 'TERMINATE_OTHER'
      ? [
          {
            reason: `a backup that still runs when the next is due is ${overlap === 'CANCEL_OTHER' ? 'cancelled' : 'terminated'}, and seals nothing`,
            remedy: 'the overlap policy skip lets it end',
          },
        ]
      : []),
    ...(pauseOnFailure
      ? [{ reason: 'a run that fails pauses it: there are no backups until somebody resumes it' }]
      : []),
  ];
}

/** Of the coming runs: on weekdays only, a day. */
function shortestBetween(times: readonly Date[]): number | undefined {
  const between = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0));
  return between.length === 0 ? undefined : Math.min(...between);
}
