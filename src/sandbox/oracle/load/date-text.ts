const date = /^(\d{4})-(\d\d)-(\d\d)(?: ([01]\d|2[0-3]):[0-5]\d:[0-5]\d)?$/;
const timestamp = /^(\d{4})-(\d\d)-(\d\d) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{1,9}$/;

/** `2024-01-31` or `2024-01-31 10:20:30`, if there is such a day. */
export function isDateText(text: string): boolean {
  return isDay(date.exec(text));
}

/** `2024-01-31 10:20:30.5`, with one to nine digits of a second's fraction. */
export function isTimestampText(text: string): boolean {
  return isDay(timestamp.exec(text));
}

function isDay(match: RegExpExecArray | null): boolean {
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
