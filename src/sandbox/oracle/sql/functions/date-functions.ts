import type { DatabaseSync } from 'node:sqlite';

import { decodeNumber, encodeNumber, type StoredNumber } from '../../storage/number-coding';
import {
  addDays,
  addMonths,
  dateText,
  daysBetween,
  lastDay,
  timestampText,
  truncateDate,
} from '../values/date-arithmetic';
import { formatDate } from '../values/format-date';
import { readDate } from '../values/read-date';
import { registerStrict } from './strict-function';

/** Dates are text in one canonical form (see value-coding); all are UTC. */
export function registerDateFunctions(connection: DatabaseSync): void {
  registerStrict(connection, 'o_date_text', (date, format) => formatDate(String(date), String(format)));
  registerStrict(connection, 'o_to_date', (text, format) => readDate(String(text), String(format)));
  registerStrict(connection, 'o_add_days', (date, days) => addDays(String(date), decodeNumber(days as StoredNumber)));
  registerStrict(connection, 'o_days_between', (later, earlier) =>
    encodeNumber(daysBetween(String(later), String(earlier))),
  );
  registerStrict(connection, 'o_add_months', (date, months) => addMonths(String(date), Number(months)));
  registerStrict(connection, 'o_last_day', (date) => lastDay(String(date)));
  registerStrict(connection, 'o_truncate_date', (date, unit) => truncateDate(String(date), String(unit)));
  const now = (fine: unknown): string => (fine === 0n ? dateText(Date.now()) : timestampText(Date.now()));
  registerStrict(connection, 'o_now', now, false);
}
