import type { CalendarField } from './calendar-field';
import { parseCalendar, type Calendar } from './schedule-calendar';

const shorthands: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const fiveFields: readonly CalendarField[] = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'];
const fieldsByCount: ReadonlyMap<number, readonly CalendarField[]> = new Map([
  [5, fiveFields],
  [6, [...fiveFields, 'year']],
  [7, ['second', ...fiveFields, 'year']],
]);

/**
 * Parses a cron expression as Temporal reads it: five fields, six with the year, seven with the second as well;
 * shorthands such as `@daily`; a comment after `#`.
 * @throws CalendarFieldError that names the field; RangeError where it is no such expression.
 */
export function parseCron(text: string): Calendar {
  const withoutComment = text.split('#')[0]?.trim() ?? '';
  if (/^(CRON_)?TZ=/.test(withoutComment)) throw new RangeError('give the time zone beside it, not in it (TZ=…)');
  if (withoutComment.startsWith('@every')) throw new RangeError('give an interval as `every`, such as PT6H');
  const expression = shorthands[withoutComment] ?? withoutComment;
  if (expression.startsWith('@')) {
    throw new RangeError(`there is no ${expression}; there are ${Object.keys(shorthands).join(', ')}`);
  }
  const written = expression === '' ? [] : expression.split(/\s+/);
  const fields = fieldsByCount.get(written.length);
  if (fields === undefined) {
    throw new RangeError(
      `it has ${written.length} fields; there are 5 (minute hour day month weekday), 6 (and year) or 7 (second first)`,
    );
  }
  return parseCalendar(Object.fromEntries(fields.map((field, i) => [field, written[i]])), text.trim());
}
