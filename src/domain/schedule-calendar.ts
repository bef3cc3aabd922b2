import {
  calendarFields,
  calendarFieldText,
  isInRanges,
  parseCalendarField,
  type CalendarField,
  type CalendarRange,
} from './calendar-field';

/**
 * When a schedule runs, in local time: every field has to match, also both kinds of day (cron elsewhere takes either).
 * Months from 1, days of the week from 0 (Sunday); no range of years means every year.
 */
export type Calendar = Readonly<Record<CalendarField, readonly CalendarRange[]>> & { readonly comment?: string };

/** A local date and time, without a zone. */
export type LocalTime = Readonly<Record<Exclude<CalendarField, 'dayOfWeek'>, number>>;

/** Parses a calendar as it is written by hand: what is left out is 0 for times, and any for days, months and years. */
export function parseCalendar(written: Readonly<Partial<Record<CalendarField, string>>>, comment?: string): Calendar {
  const field = (name: CalendarField): readonly CalendarRange[] =>
    parseCalendarField(name, written[name] ?? (['second', 'minute', 'hour'].includes(name) ? '0' : '*'));
  return {
    second: field('second'),
    minute: field('minute'),
    hour: field('hour'),
    dayOfMonth: field('dayOfMonth'),
    month: field('month'),
    dayOfWeek: field('dayOfWeek'),
    year: field('year'),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** One text for all ways of writing a calendar: cron's seven fields, values in order. */
export function calendarText(calendar: Calendar): string {
  return calendarFields.map((field) => calendarFieldText(field, calendar[field])).join(' ');
}

/** Whether a local time, which need not exist in any zone, is one of the calendar's. */
export function matchesCalendar(calendar: Calendar, time: LocalTime): boolean {
  const dayOfWeek = new Date(Date.UTC(time.year, time.month - 1, time.dayOfMonth)).getUTCDay();
  return (
    isInRanges(time.second, calendar.second) &&
    isInRanges(time.minute, calendar.minute) &&
    isInRanges(time.hour, calendar.hour) &&
    isInRanges(time.dayOfMonth, calendar.dayOfMonth) &&
    isInRanges(time.month, calendar.month) &&
    isInRanges(dayOfWeek, calendar.dayOfWeek) &&
    (calendar.year.length === 0 || isInRanges(time.year, calendar.year))
  );
}
