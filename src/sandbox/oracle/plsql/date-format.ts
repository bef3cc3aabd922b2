import { PlsqlError } from './plsql-error';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** A moment as DATE text, UTC: `2026-11-23 01:00:00`. */
export function dateText(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ');
}

/** TO_CHAR of a DATE or TIMESTAMP text. ORA-01821 for an element that is not known here. */
export function formatDate(text: string, format: string): string {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = ''] =
    /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?/.exec(text) ?? [];
  const elements: Readonly<Record<string, string>> = {
    YYYY: year,
    RRRR: year,
    YY: year.slice(2),
    RR: year.slice(2),
    MM: month,
    MON: months[Number(month) - 1] ?? '',
    DD: day,
    HH24: hour,
    HH12: String(Number(hour) % 12 || 12).padStart(2, '0'),
    MI: minute,
    SS: second,
    FF3: fraction.padEnd(3, '0').slice(0, 3),
    FF6: fraction.padEnd(6, '0').slice(0, 6),
    FF9: fraction.padEnd(9, '0').slice(0, 9),
    FF: fraction.padEnd(6, '0'),
    AM: Number(hour) < 12 ? 'AM' : 'PM',
    FM: '',
  };
  const pattern = /YYYY|RRRR|YY|RR|MON|MM|MI|DD|HH24|HH12|SS|FF[369]?|AM|FM|"[^"]*"|[^A-Za-z0-9"]|./gi;
  return [...format.matchAll(pattern)]
    .map(([piece]) => {
      if (piece.startsWith('"')) return piece.slice(1, -1);
      if (!/[A-Za-z0-9]/.test(piece)) return piece;
      const value = elements[piece.toUpperCase()];
      if (value === undefined) throw PlsqlError.of(1821);
      return value;
    })
    .join('');
}
