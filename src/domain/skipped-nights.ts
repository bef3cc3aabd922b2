import { matchesCalendar, type Calendar } from './schedule-calendar';
import { clockText, findClockGaps, localTime, type ClockGap } from './time-zone';

const yearMs = 365.25 * 86_400_000;

/** For so long a schedule is provided with the times that stand in; time zone rules are seldom known for longer. */
export const repairedForMs = 10 * yearMs;
/** So far ahead a schedule is warned about: a repaired one is renewed years before it runs out. */
export const warnedForMs = 2 * yearMs;

/** When a schedule runs; as Temporal describes it. */
export interface RunTimes {
  readonly calendars: readonly Calendar[];
  /** In milliseconds, counted from 1970. */
  readonly intervals: readonly { readonly everyMs: number; readonly offsetMs: number }[];
  /** Local times at which it does not run. */
  readonly skip: readonly Calendar[];
  readonly timezone: string;
  readonly startAtMs?: number;
  readonly endAtMs?: number;
}

/** A local time of a schedule that no clock shows, so that Temporal does not run it. */
export interface SkippedTime {
  /** `2027-03-28 01:00` */
  readonly localTime: string;
  /** The next time that exists: the moment at which the clocks go forward. */
  readonly at: Date;
  /** The same, as the clocks show it then: `2027-03-28 02:00`. */
  readonly standIn: string;
}

/**
 * Times that fall into the hour which the clocks leave out. A schedule that runs again within as much time as the clocks
 * left out loses nothing (an hourly one runs an hour after its last run), and one that does not run by local time cannot.
 */
export function findSkippedTimes(times: RunTimes, fromMs: number, untilMs: number): readonly SkippedTime[] {
  if (times.calendars.length === 0) return [];
  const from = Math.max(fromMs, times.startAtMs ?? fromMs);
  const until = Math.min(untilMs, times.endAtMs ?? untilMs);
  return findClockGaps(times.timezone, from, until).flatMap((gap) => {
    const missed = firstMatch(times, gap.fromClockMs, gap.toClockMs);
    if (missed === undefined || runsSoonAfter(times, gap)) return [];
    return [{ localTime: clockText(missed), at: new Date(gap.atMs), standIn: clockText(gap.toClockMs) }];
  });
}

/** Calendars of one instant each, which give the skipped times a run. */
export function standInCalendars(skipped: readonly SkippedTime[]): readonly Calendar[] {
  return skipped.map(({ standIn, localTime: missed }) => {
    const clock = localTime(Date.parse(`${standIn.replace(' ', 'T')}Z`));
    const only = (value: number): Calendar['year'] => [{ start: value, end: value, step: 1 }];
    return {
      second: only(clock.second),
      minute: only(clock.minute),
      hour: only(clock.hour),
      dayOfMonth: only(clock.dayOfMonth),
      month: only(clock.month),
      dayOfWeek: [{ start: 0, end: 6, step: 1 }],
      year: only(clock.year),
      comment: `${missed} does not exist: the clocks go forward`,
    };
  });
}

function runsSoonAfter(times: RunTimes, { atMs, fromClockMs, toClockMs }: ClockGap): boolean {
  const lengthMs = toClockMs - fromClockMs;
  const byInterval = times.intervals.some(({ everyMs, offsetMs }) => {
    const next = Math.ceil((atMs - offsetMs) / everyMs) * everyMs + offsetMs;
    return next < atMs + lengthMs;
  });
  return byInterval || firstMatch(times, toClockMs, toClockMs + lengthMs) !== undefined;
}

/** The first local time, to the second, at which the schedule is to run; both in milliseconds of a local clock. */
function firstMatch({ calendars, skip }: RunTimes, fromMs: number, toMs: number): number | undefined {
  for (let minuteAtMs = fromMs; minuteAtMs < toMs; minuteAtMs += minuteMs) {
    const minute = localTime(minuteAtMs);
    const candidates = calendars.filter((one) => matchesCalendar({ ...one, second: anySecond }, minute));
    if (candidates.length === 0) continue;
    for (let second = minute.second; second < 60; second += 1) {
      const time = { ...minute, second };
      const isSkipped = skip.some((one) => matchesCalendar(one, time));
      if (!isSkipped && candidates.some((one) => matchesCalendar(one, time))) return minuteAtMs + second * 1000;
    }
  }
  return undefined;
}

const minuteMs = 60_000;
const anySecond = [{ start: 0, end: 59, step: 1 }];
