import { serverError } from '../../storage/server-error';

const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The parts of a DATE or TIMESTAMP as stored: 'YYYY-MM-DD HH24:MI:SS[.fffffffff]'. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nine digits. */
  readonly fraction: string;
}

const element =
  /"[^"]*"|FF[1-9]?|HH24|HH12|HH|SSSSS|YYYY|RRRR|SYYYY|YYY|YY|RR|Y|MONTH|MON|MM|MI|DAY|DY|DDD|DD|D|Q|SS|AM|PM|A\.M\.|P\.M\.|TZH|TZM|TZR|IYYY|IW|WW|W|J|CC|X|[-/,.;: ]/iy;

/** Splits a format model into its elements. Throws ORA-01821. */
export function dateElements(format: string): { readonly elements: readonly string[]; readonly fill: boolean } {
  const elements: string[] = [];
  const model = format.replaceAll(/FM|FX/gi, '');
  for (let at = 0; at < model.length;) {
    element.lastIndex = at;
    const found = element.exec(model)?.[0];
    if (found === undefined) throw serverError(1821);
    elements.push(found);
    at += found.length;
  }
  return { elements, fill: !/FM/i.test(format) };
}

/** TO_CHAR of a DATE or TIMESTAMP, in English, in UTC. Throws ORA-01821. */
export function formatDate(stored: string, format: string): string {
  const parts = partsOf(stored);
  const { elements, fill } = dateElements(format);
  return elements.map((name) => formatElement(name, parts, fill)).join('');
}

function partsOf(stored: string): Parts {
  const number = (start: number, end: number): number => Number(stored.slice(start, end));
  return {
    year: number(0, 4),
    month: number(5, 7),
    day: number(8, 10),
    hour: number(11, 13),
    minute: number(14, 16),
    second: number(17, 19),
    fraction: stored.slice(20).padEnd(9, '0'),
  };
}

function formatElement(element: string, parts: Parts, fill: boolean): string {
  const name = element.toUpperCase();
  if (name.startsWith('"')) return element.slice(1, -1);
  const pad = (value: number, width: number): string => (fill ? String(value).padStart(width, '0') : String(value));
  const hour12 = parts.hour % 12 === 0 ? 12 : parts.hour % 12;
  const at = Date.UTC(parts.year, parts.month - 1, parts.day);
  const dayOfYear = Math.round((at - Date.UTC(parts.year, 0, 1)) / 86_400_000) + 1;
  const weekday = new Date(at).getUTCDay();
  const half = parts.hour < 12 ? 'A' : 'P';
  const written: Readonly<Record<string, () => string>> = {
    YYYY: () => pad(parts.year, 4),
    SYYYY: () => ` ${pad(parts.year, 4)}`,
    RRRR: () => pad(parts.year, 4),
    YYY: () => pad(parts.year % 1000, 3),
    YY: () => pad(parts.year % 100, 2),
    RR: () => pad(parts.year % 100, 2),
    Y: () => String(parts.year % 10),
    MM: () => pad(parts.month, 2),
    MON: () => cased(element, (months[parts.month - 1] ?? '').slice(0, 3)),
    MONTH: () => cased(element, (months[parts.month - 1] ?? '').padEnd(fill ? 9 : 0)),
    DD: () => pad(parts.day, 2),
    DDD: () => pad(dayOfYear, 3),
    D: () => String(weekday + 1),
    DY: () => cased(element, (days[weekday] ?? '').slice(0, 3)),
    DAY: () => cased(element, (days[weekday] ?? '').padEnd(fill ? 9 : 0)),
    Q: () => String(Math.ceil(parts.month / 3)),
    WW: () => pad(Math.ceil(dayOfYear / 7), 2),
    W: () => String(Math.ceil(parts.day / 7)),
    J: () => String(at / 86_400_000 + 2_440_588),
    CC: () => pad(Math.ceil(parts.year / 100), 2),
    HH24: () => pad(parts.hour, 2),
    HH12: () => pad(hour12, 2),
    HH: () => pad(hour12, 2),
    MI: () => pad(parts.minute, 2),
    SS: () => pad(parts.second, 2),
    SSSSS: () => pad(parts.hour * 3600 + parts.minute * 60 + parts.second, 5),
    FF: () => parts.fraction.slice(0, 6),
    X: () => '.',
    AM: () => cased(element, `${half}M`),
    PM: () => cased(element, `${half}M`),
    'A.M.': () => cased(element, `${half}.M.`),
    'P.M.': () => cased(element, `${half}.M.`),
    TZH: () => '+00',
    TZM: () => '00',
    TZR: () => '+00:00',
  };
  if (/^FF\d$/.test(name)) return parts.fraction.slice(0, Number(name[2]));
  if (/^[-/,.;: ]$/.test(name)) return name;
  const write = written[name];
  if (write === undefined) throw serverError(1821);
  return write();
}

/** MON, Mon and mon differ. */
function cased(element: string, word: string): string {
  if (element === element.toLowerCase()) return word.toLowerCase();
  return element[1] === element[1]?.toUpperCase() ? word.toUpperCase() : word;
}

/** The number of a month's name or abbreviation from its start, and how long the name is. */
export function readMonth(text: string): { readonly month: number; readonly length: number } | undefined {
  const lower = text.toLowerCase();
  for (const [index, name] of months.entries())
    for (const spelling of [name, name.slice(0, 3)])
      if (lower.startsWith(spelling.toLowerCase())) return { month: index + 1, length: spelling.length };
  return undefined;
}
