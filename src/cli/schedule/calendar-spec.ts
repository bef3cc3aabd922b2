import type { CalendarSpec, ScheduleDescription } from '@temporalio/client';
import { calendarFields, type CalendarRange } from '../../domain/calendar-field';
import type { Calendar } from '../../domain/schedule-calendar';
import type { RunTimes } from '../../domain/skipped-nights';

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

interface NamedRange<T> {
  readonly start: T;
  readonly end: T;
  readonly step: number;
}

/** A calendar as Temporal's client takes it: months and days of the week by name. */
export function calendarSpec(calendar: Calendar): CalendarSpec {
  const { second, minute, hour, dayOfMonth, year, comment } = calendar;
  return {
    second: [...second],
    minute: [...minute],
    hour: [...hour],
    dayOfMonth: [...dayOfMonth],
    month: calendar.month.map((range) => named(range, (value) => months[value - 1] ?? 'JANUARY')),
    dayOfWeek: calendar.dayOfWeek.map((range) => named(range, (value) => days[value] ?? 'SUNDAY')),
    year: year.length === 0 ? '*' : [...year],
    ...(comment === undefined ? {} : { comment }),
  };
}

const named = <T>({ start, end, step }: CalendarRange, nameOf: (value: number) => T): NamedRange<T> => ({
  start: nameOf(start),
  end: nameOf(end),
  step,
});

type RawSpec = NonNullable<NonNullable<ScheduleDescription['raw']['schedule']>['spec']>;
type RawCalendar = NonNullable<RawSpec['structuredCalendar']>[number];

/** When a described schedule runs. Cron expressions come back from Temporal as calendars. */
export function runTimesOf({ spec, raw }: ScheduleDescription): RunTimes {
  const { structuredCalendar, excludeStructuredCalendar } = raw.schedule?.spec ?? {};
  return {
    calendars: (structuredCalendar ?? []).map(calendarOf),
    skip: (excludeStructuredCalendar ?? []).map(calendarOf),
    intervals: (spec.intervals ?? []).map(({ every, offset }) => ({ everyMs: every, offsetMs: offset ?? 0 })),
    timezone: spec.timezone || 'UTC',
    ...(spec.startAt === undefined ? {} : { startAtMs: spec.startAt.getTime() }),
    ...(spec.endAt === undefined ? {} : { endAtMs: spec.endAt.getTime() }),
  };
}

function calendarOf(raw: RawCalendar): Calendar {
  const ranges = calendarFields.map((field) => [
    field,
    // Left out on the wire: 0 for the start and the end, which mean themselves; 0 for the step, which means 1.
    (raw[field] ?? []).map(({ start, end, step }) => ({
      start: start ?? 0,
      end: Math.max(start ?? 0, end ?? 0),
      step: step || 1,
    })),
  ]);
  return { ...(Object.fromEntries(ranges) as Calendar), ...(raw.comment ? { comment: raw.comment } : {}) };
}
