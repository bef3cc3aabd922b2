import {
  addDecimals,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
} from '../../storage/decimal';
import { serverError } from '../../storage/server-error';

const msPerDay = 86_400_000;

/** A moment as DATE: 'YYYY-MM-DD HH24:MI:SS', UTC. */
export function dateText(timeMs: number): string {
  return timestampText(timeMs).slice(0, 19);
}

/** A moment as TIMESTAMP, UTC. */
export function timestampText(timeMs: number): string {
  return new Date(timeMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '');
}

/** Milliseconds since 1970 of a stored DATE or TIMESTAMP; finer parts are lost. */
export function timeOfDate(stored: string): number {
  return Date.parse(`${stored.slice(0, 10)}T${stored.slice(11, 23)}Z`);
}

/** DATE + days, to the second. */
export function addDays(stored: string, days: string): string {
  const ms = roundDecimal(multiplyDecimals(parseDecimal(days), { units: BigInt(msPerDay), scale: 0 }), 0);
  return dateText(Math.round((timeOfDate(stored) + Number(ms.units)) / 1000) * 1000);
}

/** DATE - DATE, in days. */
export function daysBetween(later: string, earlier: string): string {
  const seconds = parseDecimal(String((timeOfDate(later) - timeOfDate(earlier)) / 1000));
  return formatDecimal(addDecimals(divideDecimals(seconds, parseDecimal('86400')), parseDecimal('0')));
}

/** ADD_MONTHS: the last day of a month stays the last day. */
export function addMonths(stored: string, months: number): string {
  const [year = 0, month = 0, day = 0] = stored.slice(0, 10).split('-').map(Number);
  const lastOf = (y: number, m: number): number => new Date(Date.UTC(y, m, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = lastOf(first.getUTCFullYear(), first.getUTCMonth() + 1);
  first.setUTCDate(day === lastOf(year, month) ? last : Math.min(day, last));
  return `${first.toISOString().slice(0, 10)}${stored.slice(10, 19)}`;
}

const kept: Readonly<Record<string, number>> = {
  DD: 10,
  DDD: 10,
  J: 10,
  MM: 7,
  MON: 7,
  MONTH: 7,
  HH: 13,
  HH24: 13,
  MI: 16,
};

/** TRUNC(date[, unit]). Throws ORA-01821. */
export function truncateDate(stored: string, unit: string): string {
  const name = unit.toUpperCase();
  const length = /^(?:Y|YY|YYY|YYYY|YEAR)$/.test(name) ? 4 : kept[name];
  if (length === undefined) throw serverError(1821);
  return stored.slice(0, length) + '0000-01-01 00:00:00'.slice(length);
}

/** LAST_DAY: of the date's month, at the same time. */
export function lastDay(stored: string): string {
  const [year = 0, month = 0] = stored.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) + stored.slice(10, 19);
}
