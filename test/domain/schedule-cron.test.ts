import fc from 'fast-check';
import { parseCalendarField } from '../../src/domain/calendar-field';
import { calendarText, matchesCalendar, parseCalendar } from '../../src/domain/schedule-calendar';
import { parseCron } from '../../src/domain/schedule-cron';

test.each([
  ['0 1 * * *', '0 0 1 * * * *'],
  ['@daily', '0 0 0 * * * *'],
  ['@weekly # on Sundays', '0 0 0 * * 0 *'],
  ['*/20 1-3 * * mon-fri', '0 0,20,40 1,2,3 * * 1,2,3,4,5 *'],
  ['0 1 1-7 jan-jun/2 fri-7 2027-2028', '0 0 1 1,2,3,4,5,6,7 1,3,5 0,5,6 2027,2028'],
  ['30 0 1 * * 7 *', '30 0 1 * * 0 *'],
  ['5/30 1 * March Sunday', '0 5,35 1 * 3 0 *'],
])('cron %s means %s', (cron, text) => {
  expect(calendarText(parseCron(cron))).toBe(text);
});

test.each([
  ['0 25 * * *', 'hour "25": it goes from 0 to 23'],
  ['61 1 * * *', 'minute "61": it goes from 0 to 59'],
  ['0 1 0 * *', 'day of the month "0": it goes from 1 to 31'],
  ['0 1 * 13 *', 'month "13": it goes from 1 to 12 or a name such as feb'],
  ['0 1 * * monx', 'day of the week "monx": it goes from 0 to 7 or a name such as mon'],
  ['0 1 * * 5-2', 'day of the week "5-2": ends before it starts'],
  ['0 1/0 * * *', 'hour "1/0": the step after "/" is a whole number above 0'],
  ['0 1/2/3 * * *', 'hour "1/2/3": has more than one "/"'],
  ['0 1-2-3 * * *', 'hour "1-2-3": has more than one "-"'],
  ['0 1,,2 * * *', 'hour "": it goes from 0 to 23'],
  ['0 1 L * *', 'day of the month "L": it goes from 1 to 31'],
  ['0 1 * * * 1999', 'year "1999": it goes from 2000 to 2100'],
  ['0 1 * *', 'it has 4 fields; there are 5'],
  ['', 'it has 0 fields'],
  ['@nightly', 'there is no @nightly; there are @yearly'],
  ['@every 6h', 'give an interval as `every`, such as PT6H'],
  ['TZ=Europe/London 0 1 * * *', 'give the time zone beside it'],
])('cron %j is refused: %s', (cron, message) => {
  expect(() => parseCron(cron)).toThrow(message);
});

test('what a calendar leaves out is midnight of any day', () => {
  expect(calendarText(parseCalendar({}))).toBe('0 0 0 * * * *');
});

test('both kinds of day have to match, as Temporal has it', () => {
  const friday13 = parseCron('0 1 13 * fri');
  const at = { month: 11, hour: 1, minute: 0, second: 0, dayOfMonth: 13 };
  expect(matchesCalendar(friday13, { ...at, year: 2026 })).toBe(true);
  expect(matchesCalendar(friday13, { ...at, year: 2027 })).toBe(false);
});

test('a range with a step holds each step from its start to its end', () => {
  fc.assert(
    fc.property(fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 60 }), (a, b, step) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const calendar = parseCalendar({ minute: `${start}-${end}/${step}`, hour: '*' });
      for (let minute = 0; minute < 60; minute += 1) {
        const isStep = minute >= start && minute <= end && (minute - start) % step === 0;
        const time = { year: 2027, month: 3, dayOfMonth: 28, hour: 1, minute, second: 0 };
        expect(matchesCalendar(calendar, time)).toBe(isStep);
      }
    }),
  );
});

test('Sunday is 0 and 7, alone and at the end of a range', () => {
  const days = (text: string): string => calendarText(parseCalendar({ dayOfWeek: text })).split(' ')[5] ?? '';
  expect(['7', '5-7', '0-7', '1-7/2', '7/2'].map(days)).toEqual(['0', '0,5,6', '*', '0,1,3,5', '0']);
  expect(parseCalendarField('year', '*')).toEqual([]);
});
