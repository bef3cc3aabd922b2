import { calendarText } from '../../src/domain/schedule-calendar';
import { calendarsWithStandIns, everRuns, schedulePlanSchema, type SchedulePlan } from '../../src/domain/schedule-plan';
import { requestOfSchedule } from '../../src/domain/schedule-request';
import { isTimeZone } from '../../src/domain/time-zone';

const nowMs = Date.parse('2026-11-25T02:00:00Z');
const plan = (fields: object): SchedulePlan => schedulePlanSchema.parse({ database: 'sales', ...fields });

test('left alone, a run is skipped while the last one runs, and made up for within a day after an outage', () => {
  expect(plan({ cron: '0 1 * * *' })).toEqual({
    database: 'sales',
    cron: '0 1 * * *',
    timezone: 'UTC',
    catchup: 'PT24H',
    overlap: 'skip',
  });
});

test('a nightly time of ten years has an entry for each spring', () => {
  const calendars = calendarsWithStandIns(plan({ cron: '0 1 * * *', timezone: 'Europe/London' }), nowMs);
  expect(calendars).toHaveLength(11);
  expect(calendars.slice(0, 2).map(calendarText)).toEqual(['0 0 1 * * * *', '0 0 2 28 3 * 2027']);
  expect(calendars[1]?.comment).toBe('2027-03-28 01:00 does not exist: the clocks go forward');
});

test.each([
  [{ cron: '0 1 31 2 *' }, false],
  [{ cron: '0 1 * * * 2020' }, false],
  [{ cron: '0 1 29 2 mon' }, true],
  [{ cron: '0 1 * * *' }, true],
  [{ every: 'PT6H' }, true],
])('%j ever runs: %s', (fields, runs) => {
  expect(everRuns(plan(fields), nowMs)).toBe(runs);
});

test.each([
  [{ every: 'PT0S' }, 'at least a second'],
  [{ every: '6h' }, 'in weeks, days, hours'],
  [{ catchup: 'PT1S' }, 'at least PT10S'],
  [{ jitter: 'five' }, 'in weeks, days, hours'],
  [{ overlap: 'terminate-other' }, 'Invalid option'],
  [{ calendar: [] }, 'Too small'],
  [{ calendar: [{ hours: '1' }] }, 'hours'],
])('%j is refused: %s', (fields, message) => {
  const parsed = schedulePlanSchema.safeParse({ database: 'sales', ...fields });
  expect(parsed.error?.message).toContain(message);
});

test('each run asks for a backup of the database, and no more', () => {
  expect(requestOfSchedule({ database: 'sales' })).toEqual({ database: 'sales' });
});

test('zones are taken as Temporal takes them: by name, in the spelling of the IANA database', () => {
  expect(['Europe/London', 'US/Eastern', 'UTC', 'Asia/Kolkata'].filter((zone) => !isTimeZone(zone))).toEqual([]);
  expect(['europe/london', 'London', '+01:00', 'Europe/Lundon', ''].filter(isTimeZone)).toEqual([]);
});
