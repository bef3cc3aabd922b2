import type { LocalTime } from './schedule-calendar';

const stepMs = 5 * 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError where the zone is unknown. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** Names as Temporal takes them: of the IANA database, in its spelling; no offsets such as +01:00. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    formatOf(name);
  } catch {
    // RangeError is Intl's way to say no.
    return false;
  }
  const sameLetters = knownTimeZones().find((zone) => zone.toLowerCase() === name.toLowerCase());
  return sameLetters === undefined || sameLetters === name;
}

export const knownTimeZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** Local time at an instant (milliseconds since 1970), as milliseconds of a clock that is read as UTC. */
export function localClockMs(zone: string, instantMs: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The fields of a local clock. */
export function localTime(clockMs: number): LocalTime {
  const clock = new Date(clockMs);
  return {
    year: clock.getUTCFullYear(),
    month: clock.getUTCMonth() + 1,
    dayOfMonth: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
    second: clock.getUTCSeconds(),
  };
}

/** `2027-03-28 01:00`, with seconds where there are any. */
export function clockText(clockMs: number): string {
  const text = new Date(clockMs).toISOString().replace('T', ' ');
  return text.slice(0, text.slice(17, 19) === '00' ? 16 : 19);
}

/** Local times that no clock shows: from `fromClockMs` up to, without, `toClockMs`, which is the instant `atMs`. */
export interface ClockGap {
  readonly atMs: number;
  readonly fromClockMs: number;
  readonly toClockMs: number;
}

/** When the clocks of a zone go forward, in order. Changes that undo each other within
 * five days are not seen: no zone has had any. */
export function findClockGaps(zone: string, fromMs: number, untilMs: number): readonly ClockGap[] {
  const gaps: ClockGap[] = [];
  for (let startMs = fromMs - (fromMs % 1000); startMs < untilMs; startMs += stepMs) {
    const endMs = Math.min(startMs + stepMs, untilMs);
    const before = localClockMs(zone, startMs) - startMs;
    if (localClockMs(zone, endMs) - endMs <= before) continue;
    const atMs = findChange(zone, before, startMs, endMs);
    gaps.push({ atMs, fromClockMs: atMs + before, toClockMs: localClockMs(zone, atMs) });
  }
  return gaps;
}

/** The first second whose offset is not `before`. */
function findChange(zone: string, before: number, startMs: number, endMs: number): number {
  let low = Math.floor(startMs / 1000);
  let high = Math.ceil(endMs / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localClockMs(zone, middle * 1000) - middle * 1000 === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}
