import { z } from 'zod';
import { deadlinePolicies } from './deadline';
import { isoDurationMs } from './iso-duration';
import { matchesCalendar, parseCalendar, type Calendar } from './schedule-calendar';
import { parseCron } from './schedule-cron';
import { findSkippedTimes, repairedForMs, standInCalendars } from './skipped-nights';
import { localTime } from './time-zone';

/**
 * What happens to a run that is due while the last one still runs. Temporal's `terminate-other` is not offered: a
 * terminated backup cannot clean up in the database.
 */
export const overlapPolicies = ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'allow-all'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

const duration = z.string().refine((text) => isoDurationMs(text) !== undefined, {
  error: 'in weeks, days, hours, minutes and seconds, such as PT6H',
  abort: true,
});
const positiveDuration = duration.refine((text) => (isoDurationMs(text) ?? 1) >= 1000, 'at least a second');

const calendarField = z.string().min(1).optional();
const calendarSchema = z.strictObject({
  second: calendarField,
  minute: calendarField,
  hour: calendarField,
  dayOfMonth: calendarField,
  month: calendarField,
  dayOfWeek: calendarField,
  year: calendarField,
});

/** A schedule as it is asked for, on the command line and in the configuration. */
export const schedulePlanSchema = z.strictObject({
  database: z.string().min(1).describe('a name from `databases`'),
  cron: z.string().min(1).optional().describe('when, as in cron: "0 1 * * *"'),
  every: positiveDuration.optional().describe('when, as an interval: PT6H'),
  calendar: z
    .array(calendarSchema)
    .min(1)
    .optional()
    .describe('when, by fields as in cron: [{ hour: "1", dayOfWeek: mon-fri }]'),
  timezone: z.string().min(1).default('UTC').describe('of cron and calendar: Europe/London'),
  jitter: duration.optional().describe('each run starts later by a random time up to this; default: none'),
  catchup: duration
    .refine((text) => (isoDurationMs(text) ?? 0) >= 10_000, 'at least PT10S: Temporal takes no less')
    .default('PT24H')
    .describe('how late a run may start after an outage of Temporal'),
  overlap: z.enum(overlapPolicies).default('skip').describe('what to do where the last run still runs'),
  deadline: positiveDuration
    .optional()
    .describe('how long after its time a run has to be done; default: the database’s own'),
  policy: z.enum(deadlinePolicies).optional().describe('what happens at the deadline; default: the database’s own'),
  paused: z.boolean().optional().describe('default: as it is, and a new one is not'),
});
export type SchedulePlan = z.infer<typeof schedulePlanSchema>;

/** The plan's own calendars. @throws CalendarFieldError, RangeError. */
export function calendarsOf({ cron, calendar = [] }: SchedulePlan): readonly Calendar[] {
  return [
    ...(cron === undefined ? [] : [parseCron(cron)]),
    ...calendar.map((written) =>
      // Fields that are there as undefined mean the same as those that are not.
      parseCalendar(written as Parameters<typeof parseCalendar>[0]),
    ),
  ];
}

/** The calendars, and one entry for each night that would go without a run. */
export function calendarsWithStandIns(plan: SchedulePlan, nowMs: number): readonly Calendar[] {
  const calendars = calendarsOf(plan);
  const times = { calendars, intervals: intervalsOf(plan), skip: [], timezone: plan.timezone };
  return [...calendars, ...standInCalendars(findSkippedTimes(times, nowMs, nowMs + repairedForMs))];
}

export function intervalsOf({ every }: SchedulePlan): readonly { everyMs: number; offsetMs: number }[] {
  const everyMs = every === undefined ? undefined : isoDurationMs(every);
  return everyMs === undefined ? [] : [{ everyMs, offsetMs: 0 }];
}

const dayMs = 86_400_000;
/** The longest wait for a day that comes at all: 29 February on a given day of the week, over 2100, which has none. */
const longestWaitDays = 41 * 366;

/** Whether there is a day ahead on which it runs. */
export function everRuns(plan: SchedulePlan, nowMs: number): boolean {
  const anyTime = [{ start: 0, end: 59, step: 1 }];
  const days = calendarsOf(plan).map((one) => ({ ...one, second: anyTime, minute: anyTime, hour: anyTime }));
  if (days.length === 0) return true;
  for (let day = -1; day < longestWaitDays; day += 1) {
    const time = localTime(nowMs + day * dayMs);
    if (days.some((one) => matchesCalendar(one, time))) return true;
  }
  return false;
}
