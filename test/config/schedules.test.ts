import { parseConfig } from '../../src/config/load-config';
import { exampleConfig } from './example-config';

const withSchedule = (fields: string): string => `${exampleConfig}schedules:\n  nightly: { ${fields} }\n`;

test('schedules are read, with what they leave out', () => {
  const { schedules } = parseConfig(
    withSchedule('database: sales, cron: "0 1 * * *", timezone: Europe/London'),
    'f.yaml',
  );
  expect(schedules).toEqual({
    nightly: { database: 'sales', cron: '0 1 * * *', timezone: 'Europe/London', catchup: 'PT24H', overlap: 'skip' },
  });
  expect(parseConfig(exampleConfig, 'f.yaml').schedules).toEqual({});
});

test.each([
  [
    'database: salse, cron: "@daily"',
    'UNKNOWN_DATABASE',
    'schedules.nightly.database: there is no database "salse"; did you mean "sales"?',
  ],
  [
    'database: sales, cron: "0 25 * * *"',
    'INVALID_SCHEDULE',
    'schedules.nightly.cron: "0 25 * * *": hour "25": it goes from 0 to 23',
  ],
  ['database: sales, calendar: [{ hour: "x" }]', 'INVALID_SCHEDULE', 'schedules.nightly.calendar: hour "x"'],
  [
    'database: sales, cron: "@daily", timezone: London',
    'INVALID_SCHEDULE',
    'schedules.nightly.timezone: there is no time zone "London"; did you mean "Europe/London"?',
  ],
  ['database: sales, cron: "@daily", timezone: Mars/Olympus', 'INVALID_SCHEDULE', 'names are such as Europe/London'],
  ['database: sales', 'INVALID_SCHEDULE', 'it says not when: give one of cron, every and calendar'],
  ['database: sales, cron: "@daily", every: PT6H', 'INVALID_SCHEDULE', 'it says in several ways when'],
  [
    'database: sales, every: 6h',
    'CONFIG_INVALID',
    'schedules.nightly.every: in weeks, days, hours, minutes and seconds',
  ],
  ['database: sales, crom: "@daily"', 'CONFIG_INVALID', 'schedules.nightly.crom: unknown field; did you mean "cron"?'],
  ['database: sales, cron: "@daily", deadline: soon', 'CONFIG_INVALID', 'schedules.nightly.deadline: in weeks'],
  [
    'database: sales, cron: "@daily", policy: fail',
    'INVALID_SCHEDULE',
    'schedules.nightly.policy: there is no deadline that "fail" could apply to',
  ],
  ['database: sales, cron: "@daily", overlap: terminate-other', 'CONFIG_INVALID', 'schedules.nightly.overlap'],
])('{ %s } is refused with %s', (fields, code, message) => {
  expect(() => parseConfig(withSchedule(fields), 'f.yaml')).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('the same name twice is refused', () => {
  const twice = `${withSchedule('database: sales, cron: "@daily"')}  nightly: { database: sales, cron: "@daily" }\n`;
  expect(() => parseConfig(twice, 'f.yaml')).toThrow(/Map keys must be unique \("nightly"\)/);
});
