import { serverError } from '../../storage/server-error';
import { dateElements, readMonth } from './format-date';

interface Reading {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  fraction: string;
  afternoon: boolean | undefined;
}

const digits: Readonly<Record<string, readonly [keyof Reading, number]>> = {
  YYYY: ['year', 4],
  RRRR: ['year', 4],
  YY: ['year', 2],
  RR: ['year', 2],
  MM: ['month', 2],
  DD: ['day', 2],
  HH24: ['hour', 2],
  HH12: ['hour', 2],
  HH: ['hour', 2],
  MI: ['minute', 2],
  SS: ['second', 2],
};

/**
 * TO_DATE and TO_TIMESTAMP. Missing parts are the first of the current month at midnight.
 * Throws ORA-01821, 01830, 01841, 01843, 01847, 01850, 01851, 01852, 01858, 01861.
 */
export function readDate(text: string, format: string): string {
  const now = new Date();
  const reading: Reading = {
    year: now.getUTCFullYear(),
    month: now.getUTCMonth() + 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    fraction: '',
    afternoon: undefined,
  };
  let rest = text.trim();
  for (const element of dateElements(format).elements) {
    if (rest === '') break;
    rest = rest.slice(readElement(element, rest, reading));
  }
  if (rest !== '') throw serverError(1830);
  return checked(reading);
}

/** How many characters of `rest` the element takes. */
function readElement(element: string, rest: string, reading: Reading): number {
  const name = element.toUpperCase();
  if (name === 'MON' || name === 'MONTH') {
    const found = readMonth(rest);
    if (found === undefined) throw serverError(1843);
    reading.month = found.month;
    return found.length;
  }
  if (name === 'AM' || name === 'PM') {
    reading.afternoon = /^pm/i.test(rest);
    return 2;
  }
  if (name.startsWith('FF')) {
    reading.fraction = /^\d{1,9}/.exec(rest)?.[0] ?? '';
    return reading.fraction.length;
  }
  const known = digits[name];
  if (known !== undefined) return readDigits(known, name, rest, reading);
  const literal = name.startsWith('"') ? element.slice(1, -1) : '.';
  // Any punctuation stands for any other.
  if (name.startsWith('"') ? !rest.startsWith(literal) : /[\p{L}\p{N}]/u.test(rest[0] ?? '')) throw serverError(1861);
  return literal.length;
}

function readDigits(
  [part, width]: readonly [keyof Reading, number],
  name: string,
  rest: string,
  reading: Reading,
): number {
  const found = new RegExp(`^\\d{1,${String(width)}}`).exec(rest)?.[0];
  if (found === undefined) throw serverError(1858);
  let value = Number(found);
  if (name === 'YY') value += Math.floor(reading.year / 100) * 100;
  if (name === 'RR' || (name === 'RRRR' && found.length <= 2)) value += value < 50 ? 2000 : 1900;
  Object.assign(reading, { [part]: value });
  return found.length;
}

function checked(reading: Reading): string {
  const { year, month, day, minute, second, fraction, afternoon } = reading;
  if (year < 1 || year > 9999) throw serverError(1841);
  if (month < 1 || month > 12) throw serverError(1843);
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) throw serverError(1847);
  const hour = afternoon === undefined ? reading.hour : (reading.hour % 12) + (afternoon ? 12 : 0);
  if (hour > 23) throw serverError(1850);
  if (minute > 59) throw serverError(1851);
  if (second > 59) throw serverError(1852);
  const two = (value: number): string => String(value).padStart(2, '0');
  const trimmed = fraction.replace(/0+$/, '');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}${trimmed === '' ? '' : `.${trimmed}`}`;
}
