const dateBytes = 7;
const timestampBytes = 11;
/** Biased by 20 and 60: the offset +00:00. */
const utcOffset = [20, 60] as const;

/** The text is no `YYYY-MM-DD HH24:MI:SS[.fffffffff]`. */
export class InvalidDate extends Error {
  override readonly name = 'InvalidDate';
}

/** A DATE: century and year biased by 100, hour, minute and second by 1. The fraction is cut. Throws {@link InvalidDate}. */
export function encodeDate(text: string): Buffer {
  return encodeTimestamp(text).subarray(0, dateBytes);
}

/** A TIMESTAMP: a DATE and four bytes of nanoseconds. Throws {@link InvalidDate}. */
export function encodeTimestamp(text: string): Buffer {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?)?$/u.exec(text.trim());
  if (match === null) throw new InvalidDate(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const bytes = Buffer.alloc(timestampBytes);
  bytes.set([Math.trunc(year / 100) + 100, (year % 100) + 100, month, day, hour + 1, minute + 1, second + 1]);
  bytes.writeUInt32BE(Number((match[7] ?? '0').padEnd(9, '0')), dateBytes);
  return bytes;
}

/** A TIMESTAMP WITH TIME ZONE at +00:00. Throws {@link InvalidDate}. */
export function encodeTimestampInUtc(text: string): Buffer {
  return Buffer.concat([encodeTimestamp(text), Buffer.from(utcOffset)]);
}

/**
 * The text of a DATE (7 bytes) or a TIMESTAMP (7, 11 or 13 bytes; the fraction only if it is not 0). A zone's bytes
 * are dropped: on the wire the time is in UTC. Throws {@link InvalidDate}.
 */
export function decodeDate(bytes: Buffer): string {
  if (bytes.length < dateBytes) throw new InvalidDate(`${String(bytes.length)} bytes`);
  const [century = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = bytes;
  const date = `${padded((century - 100) * 100 + year - 100, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  const time = `${padded(hour - 1, 2)}:${padded(minute - 1, 2)}:${padded(second - 1, 2)}`;
  const nanoseconds = bytes.length >= timestampBytes ? bytes.readUInt32BE(dateBytes) : 0;
  return nanoseconds === 0 ? `${date} ${time}` : `${date} ${time}.${padded(nanoseconds, 9)}`;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
