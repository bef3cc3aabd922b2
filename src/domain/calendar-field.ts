/** Start and end belong to it; Temporal's own shape (`temporal.api.schedule.v1.Range`). */
export interface CalendarRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** In the order of a cron expression of seven fields. */
export const calendarFields = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'] as const;
export type CalendarField = (typeof calendarFields)[number];

const limits: Readonly<Record<CalendarField, readonly [number, number]>> = {
  second: [0, 59],
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 31],
  month: [1, 12],
  dayOfWeek: [0, 7],
  year: [2000, 2100],
};
const months = ['january', 'february', 'march', 'april', 'may', 'june'].concat([
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]);
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** What is wrong with a field, in words for people. */
export class CalendarFieldError extends Error {
  override readonly name = 'CalendarFieldError';
  constructor(
    readonly field: CalendarField,
    text: string,
    why: string,
  ) {
    super(`${fieldWords[field]} "${text}": ${why}`);
  }
}

const fieldWords: Readonly<Record<CalendarField, string>> = {
  second: 'second',
  minute: 'minute',
  hour: 'hour',
  dayOfMonth: 'day of the month',
  month: 'month',
  dayOfWeek: 'day of the week',
  year: 'year',
};

/** Parses `*`, `5`, `1-5`, `*\/10`, `mon,wed`, as Temporal does. @throws CalendarFieldError */
export function parseCalendarField(field: CalendarField, text: string): readonly CalendarRange[] {
  if (field === 'year' && text === '*') return [];
  return text.split(',').flatMap((part) => parsePart(field, part.trim()));
}

function parsePart(field: CalendarField, part: string): readonly CalendarRange[] {
  const [range = '', stepText, ...more] = part.split('/');
  if (more.length > 0) throw new CalendarFieldError(field, part, 'has more than one "/"');
  if (stepText !== undefined && !/^[1-9]\d{0,3}$/.test(stepText)) {
    throw new CalendarFieldError(field, part, 'the step after "/" is a whole number above 0');
  }
  const step = Number(stepText ?? 1);
  const [least, most] = limits[field];
  const last = field === 'dayOfWeek' ? 6 : most;
  if (range === '*') return [{ start: least, end: last, step }];
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) throw new CalendarFieldError(field, part, 'has more than one "-"');
  const start = parseValue(field, from, part);
  const end = to === undefined ? (stepText === undefined ? start : Math.max(last, start)) : parseValue(field, to, part);
  if (end < start) throw new CalendarFieldError(field, part, 'ends before it starts');
  return field === 'dayOfWeek' ? withSundayAsZero({ start, end, step }) : [{ start, end, step }];
}

/** Cron knows Sunday as 0 and as 7. */
function withSundayAsZero({ start, end, step }: CalendarRange): readonly CalendarRange[] {
  if (start === 7) return [{ start: 0, end: 0, step: 1 }];
  if (end < 7) return [{ start, end, step }];
  const sunday = (7 - start) % step === 0 ? [{ start: 0, end: 0, step: 1 }] : [];
  return [...sunday, { start, end: 6, step }];
}

function parseValue(field: CalendarField, text: string, part: string): number {
  const names = field === 'month' ? months : field === 'dayOfWeek' ? days : [];
  const named = text.length < 3 ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
  if (named >= 0) return field === 'month' ? named + 1 : named;
  const [least, most] = limits[field];
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const named3 = names.length === 0 ? '' : ` or a name such as ${names[1]?.slice(0, 3) ?? ''}`;
  throw new CalendarFieldError(field, part, `it goes from ${least} to ${most}${named3}`);
}

/** Every value of a field, in order: `0,20,40`, or `*` for all. */
export function calendarFieldText(field: CalendarField, ranges: readonly CalendarRange[]): string {
  if (field === 'year' && ranges.length === 0) return '*';
  const [least, most] = limits[field];
  const last = field === 'dayOfWeek' ? 6 : most;
  const values = Array.from({ length: last - least + 1 }, (_, i) => least + i).filter((n) => isInRanges(n, ranges));
  return values.length === last - least + 1 ? '*' : values.join(',');
}

export const isInRanges = (value: number, ranges: readonly CalendarRange[]): boolean =>
  ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0);
