import fc from 'fast-check';
import { parseCron } from '../../src/domain/schedule-cron';
import {
  findSkippedTimes,
  repairedForMs,
  standInCalendars,
  type RunTimes,
  type SkippedTime,
} from '../../src/domain/skipped-nights';
import { clockText, findClockGaps, localClockMs } from '../../src/domain/time-zone';

const from = Date.parse('2026-11-25T02:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const times = (timezone: string, ...crons: readonly string[]): RunTimes => ({
  calendars: crons.map(parseCron),
  intervals: [],
  skip: [],
  timezone,
});
const skippedIn = (run: RunTimes): readonly SkippedTime[] => findSkippedTimes(run, from, from + repairedForMs);
const firstSkipped = (run: RunTimes): SkippedTime | undefined => skippedIn(run)[0];

test.each([
  ['Europe/London', '0 1 * * *', '2027-03-28 01:00', '2027-03-28 02:00', '2027-03-28T01:00:00Z'],
  ['Europe/London', '59 1 * * *', '2027-03-28 01:59', '2027-03-28 02:00', '2027-03-28T01:00:00Z'],
  ['America/New_York', '30 2 * * *', '2027-03-14 02:30', '2027-03-14 03:00', '2027-03-14T07:00:00Z'],
  ['Australia/Lord_Howe', '15 2 * * *', '2027-10-03 02:15', '2027-10-03 02:30', '2027-10-02T15:30:00Z'],
  ['Africa/Cairo', '@daily', '2027-04-30 00:00', '2027-04-30 01:00', '2027-04-29T22:00:00Z'],
])('in %s, cron %s has no run at %s: the next time is %s', (zone, cron, missing, standIn, at) => {
  expect(firstSkipped(times(zone, cron))).toEqual({ localTime: missing, standIn, at: new Date(at) });
});

test('each of ten springs has one', () => {
  expect(skippedIn(times('Europe/London', '0 1 * * *'))).toHaveLength(10);
});

test.each([
  ['Europe/London', '0 2 * * *', 'the hour after exists'],
  ['Europe/London', '0 1 * * mon', 'it is another day of the week'],
  ['UTC', '0 1 * * *', 'the clocks stay'],
  ['Asia/Tokyo', '0 1 * * *', 'the clocks stay'],
  ['Europe/London', '30 * * * *', 'an hourly one runs an hour after its last run'],
  ['Europe/London', '*/15 * * * *', 'it runs again at once'],
])('in %s, cron %s skips nothing: %s', (zone, cron) => {
  expect(skippedIn(times(zone, cron))).toEqual([]);
});

test('one that runs every two hours would wait for three: it skips', () => {
  expect(firstSkipped(times('Europe/London', '0 1-23/2 * * *'))?.localTime).toBe('2027-03-28 01:00');
});

test('an interval that runs within the hour makes up for it, a rarer one does not', () => {
  const run = times('Europe/London', '0 1 * * *');
  expect(skippedIn({ ...run, intervals: [{ everyMs: hourMs, offsetMs: 59 * minuteMs }] })).toEqual([]);
  expect(skippedIn({ ...run, intervals: [{ everyMs: 24 * hourMs, offsetMs: 5 * hourMs }] })).toHaveLength(10);
});

test('a night that is left out on purpose, or is before the start or after the end, is not missed', () => {
  const run = times('Europe/London', '0 1 * * *');
  expect(firstSkipped({ ...run, skip: [parseCron('* * 28 3 * 2027')] })?.localTime).toBe('2028-03-26 01:00');
  expect(firstSkipped({ ...run, startAtMs: Date.parse('2027-06-01T00:00:00Z') })?.localTime).toBe('2028-03-26 01:00');
  expect(skippedIn({ ...run, endAtMs: Date.parse('2027-03-01T00:00:00Z') })).toEqual([]);
});

const zone = fc.constantFrom(
  'Europe/London',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Pacific/Apia',
  'Antarctica/Troll',
);

test('a gap is a stretch of local times that Intl never shows, and its end is shown', () => {
  fc.assert(
    fc.property(
      zone,
      fc.integer({ min: 1990, max: 2035 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (name, year, where) => {
        for (const gap of findClockGaps(name, Date.UTC(year, 0), Date.UTC(year + 1, 0))) {
          const inGap = gap.fromClockMs + Math.floor(where * (gap.toClockMs - gap.fromClockMs));
          for (let ms = gap.atMs - 27 * hourMs; ms < gap.atMs + 27 * hourMs; ms += 15 * minuteMs) {
            expect(localClockMs(name, ms) >= gap.fromClockMs && localClockMs(name, ms) < gap.toClockMs).toBe(false);
          }
          expect(inGap).toBeLessThan(gap.toClockMs);
          expect(localClockMs(name, gap.atMs)).toBe(gap.toClockMs);
          expect(localClockMs(name, gap.atMs - 1000)).toBe(gap.fromClockMs - 1000);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('the day that Samoa left out in 2011 is found', () => {
  const gaps = findClockGaps('Pacific/Apia', Date.UTC(2011, 11), Date.UTC(2012, 0, 15));
  expect(gaps.map(({ fromClockMs, toClockMs }) => [clockText(fromClockMs), clockText(toClockMs)])).toEqual([
    ['2011-12-30 00:00', '2011-12-31 00:00'],
  ]);
});

test('a nightly time has a run on each night of ten years exactly if Intl shows it or a stand-in is there', () => {
  fc.assert(
    fc.property(zone, fc.nat(23), fc.nat(59), (name, hour, minute) => {
      const run = times(name, `${minute} ${hour} * * *`);
      const skipped = skippedIn(run);
      for (const { localTime, standIn, at } of skipped) {
        const wanted = Date.parse(`${localTime.replace(' ', 'T')}Z`);
        expect(clockText(localClockMs(name, at.getTime()))).toBe(standIn);
        for (let ms = at.getTime() - 2 * hourMs; ms < at.getTime() + 2 * hourMs; ms += 15 * minuteMs) {
          expect(localClockMs(name, ms + (wanted % (15 * minuteMs)))).not.toBe(wanted);
        }
      }
      for (const year of [2027, 2031]) expect(nightsWithout(name, year, hour, minute)).toEqual(nightsOf(year, skipped));
    }),
    { numRuns: 5 },
  );
});

test('with the stand-ins, nothing is skipped any more', () => {
  fc.assert(
    fc.property(zone, fc.nat(23), fc.nat(59), (name, hour, minute) => {
      const run = times(name, `${minute} ${hour} * * *`, `${minute} ${(hour + 12) % 24} * * sun`);
      const repaired = { ...run, calendars: [...run.calendars, ...standInCalendars(skippedIn(run))] };
      expect(skippedIn(repaired)).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

const nightsOf = (year: number, skipped: readonly SkippedTime[]): readonly string[] =>
  skipped.map(({ localTime }) => localTime).filter((text) => text.startsWith(`${year}-`));

/** The slow way: of each day, whether any minute around it shows the time. */
function nightsWithout(name: string, year: number, hour: number, minute: number): readonly string[] {
  const nights: string[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 24 * hourMs) {
    const wanted = day + hour * hourMs + minute * minuteMs;
    const guess = wanted - (localClockMs(name, wanted) - wanted);
    const near = [0, -1, 1, -0.5, 0.5, -2, 2].map((hours) => guess + hours * hourMs);
    if (!near.some((ms) => localClockMs(name, ms) === wanted)) nights.push(clockText(wanted));
  }
  return nights;
}
