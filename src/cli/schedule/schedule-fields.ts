import type { ScheduleDescription } from '@temporalio/client';
import { isoDurationMs } from '../../domain/iso-duration';
import { calendarText, type Calendar } from '../../domain/schedule-calendar';
import { calendarsOf, calendarsWithStandIns, intervalsOf, overlapPolicies } from '../../domain/schedule-plan';
import { requestOfSchedule } from '../../domain/schedule-request';
import { runTimesOf } from './calendar-spec';
import { intervalText, lengthText } from './describe-schedules';
import { temporalOverlap, type PlannedSchedule } from './schedule-options';

/** A schedule field by field, as texts that are equal where the schedules do the same. */
export type ScheduleFields = Readonly<Record<string, string>>;

export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** Entries that we add: of one instant, and with our comment. */
export const isStandIn = ({ comment, year }: Calendar): boolean =>
  year.length > 0 && comment?.endsWith('does not exist: the clocks go forward') === true;

/** What a plan would make. `paused` only where the plan says so: a pause by hand is left alone. */
export function plannedFields({ plan, taskQueue }: PlannedSchedule, nowMs: number): ScheduleFields {
  const { timezone, jitter, catchup, overlap, paused } = plan;
  const standIns = calendarsWithStandIns(plan, nowMs).slice(calendarsOf(plan).length);
  return {
    request: JSON.stringify(requestOfSchedule(plan)),
    when: whenText(calendarsOf(plan), intervalsOf(plan)),
    timezone,
    nights: standIns.map(instantText).join(', ') || 'none',
    jitter: lengthText(jitter === undefined ? 0 : (isoDurationMs(jitter) ?? 0)),
    catchup: lengthText(isoDurationMs(catchup) ?? 0),
    overlap,
    taskQueue,
    ...(paused === undefined ? {} : { paused: String(paused) }),
  };
}

/** What is there. Stand-ins of nights that are over count for nothing. */
export function describedFields(schedule: ScheduleDescription, nowMs: number): ScheduleFields {
  const { calendars, intervals, timezone } = runTimesOf(schedule);
  const { action, policies, spec, state } = schedule;
  const ahead = calendars
    .filter(isStandIn)
    .filter((one) => Date.parse(`${instantText(one).slice(0, 10)}T23:59:59Z`) > nowMs);
  return {
    request: JSON.stringify(action.args?.[0] ?? null),
    when: whenText(
      calendars.filter((one) => !isStandIn(one)),
      intervals,
    ),
    timezone,
    nights: ahead.map(instantText).sort().join(', ') || 'none',
    jitter: lengthText(spec.jitter ?? 0),
    catchup: lengthText(policies.catchupWindow),
    overlap: overlapText(policies.overlap),
    taskQueue: action.taskQueue,
    paused: String(state.paused),
  };
}

/** Every field in which what is there is not what was planned. */
export function changesBetween(there: ScheduleFields, planned: ScheduleFields): readonly FieldChange[] {
  return Object.entries(planned).flatMap(([field, to]) => {
    const from = there[field] ?? '';
    return from === to ? [] : [{ field, from, to }];
  });
}

const overlapText = (overlap: string | undefined): string =>
  overlapPolicies.find((policy) => temporalOverlap[policy] === overlap) ?? String(overlap);

const whenText = (
  calendars: readonly Calendar[],
  intervals: readonly { readonly everyMs: number; readonly offsetMs: number }[],
): string => [...calendars.map(calendarText), ...intervals.map(intervalText)].sort().join('; ') || 'never';

/** `2027-03-28 02:00` of an entry of one instant. */
function instantText({ year, month, dayOfMonth, hour, minute }: Calendar): string {
  const two = (ranges: Calendar['hour']): string => String(ranges[0]?.start ?? 0).padStart(2, '0');
  return `${two(year)}-${two(month)}-${two(dayOfMonth)} ${two(hour)}:${two(minute)}`;
}
