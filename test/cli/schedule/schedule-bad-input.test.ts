import { waitFor } from '../../harness/wait-for';
import { startScheduleLab, type ScheduleLab } from './schedule-lab';

const nightly = ['--cron', '0 1 * * *', '--timezone', 'Europe/London'];
let lab: ScheduleLab;

beforeAll(async () => {
  lab = await startScheduleLab();
  await lab.redoubt('create', 'sales', ...nightly);
  // Temporal's list, which the closest name comes from, lags behind by a moment.
  await waitFor('the schedule in the list', async () => (await lab.redoubt('list')).stdout.includes('sales-nightly'));
});
afterAll(() => lab.stop());

describe('bad input is refused by name, and nothing is made or lost', () => {
  test.each([
    [['create', 'salse', ...nightly], 3, 'UNKNOWN_DATABASE', 'there is no database "salse"; did you mean "sales"?'],
    [
      ['create', 'sales', '--cron', '0 1 * * *', '--timezone', 'Europe/Lodnon'],
      2,
      'INVALID_SCHEDULE',
      'timezone: there is no time zone "Europe/Lodnon"; did you mean "Europe/London"?',
    ],
    [
      ['create', 'sales', '--cron', '0 1 * * *', '--timezone', 'london'],
      2,
      'INVALID_SCHEDULE',
      'did you mean "Europe/London"?',
    ],
    [
      ['create', 'sales', '--cron', '0 25 * * *'],
      2,
      'INVALID_SCHEDULE',
      'cron: "0 25 * * *": hour "25": it goes from 0 to 23',
    ],
    [
      ['create', 'sales', '--cron', 'every night'],
      2,
      'INVALID_SCHEDULE',
      'cron: "every night": it has 2 fields; there are 5 (minute hour day month weekday)',
    ],
    [['create', 'sales', '--cron', '@nightly'], 2, 'INVALID_SCHEDULE', 'there is no @nightly; there are @yearly,'],
    [
      ['create', 'sales', '--cron', '*/0 1 * * *'],
      2,
      'INVALID_SCHEDULE',
      'the step after "/" is a whole number above 0',
    ],
    [
      ['create', 'sales', ...nightly, '--deadline', '2020-01-01T00:00:00Z'],
      2,
      'INVALID_SCHEDULE',
      'deadline: in weeks, days, hours, minutes and seconds, such as PT6H\n',
    ],
    [['create', 'sales', ...nightly, '--deadline', '-PT1H'], 2, 'INVALID_SCHEDULE', 'deadline: in weeks, days, '],
    [['create', 'sales', ...nightly, '--deadline', 'PT0S'], 2, 'INVALID_SCHEDULE', 'deadline: at least a second'],
    [
      ['create', 'sales', ...nightly, '--policy', 'settle'],
      2,
      'INVALID_SCHEDULE',
      'policy: there is no deadline that "settle" could apply to: give one here, such as PT2H, or to database "sales"',
    ],
    [
      ['create', 'held', '--every', 'PT6H', '--id', 'sales-nightly'],
      2,
      'SCHEDULE_EXISTS',
      'there is a schedule "sales-nightly" already\nhint: Give another --id, or delete the one that is there',
    ],
    [['create', 'sales', '--cron', '0 1 31 2 *'], 2, 'INVALID_SCHEDULE', 'never runs'],
    [['create', 'sales', '--cron', '0 1 * * *', '--every', 'PT6H'], 2, 'INVALID_SCHEDULE', 'in several ways when'],
    [['create', 'sales'], 2, 'INVALID_SCHEDULE', 'it says not when: give one of cron, every and calendar'],
    [
      ['create', 'sales', '--every', '6h'],
      2,
      'INVALID_SCHEDULE',
      'every: in weeks, days, hours, minutes and seconds, such as PT6H',
    ],
    [['create', 'sales', '--calendar', '{hour:1}'], 2, 'INVALID_SCHEDULE', 'calendar: not JSON: {hour:1}'],
    [
      ['create', 'sales', '--calendar', '{"hour":"1-"}'],
      2,
      'INVALID_SCHEDULE',
      'calendar: hour "1-": it goes from 0 to 23',
    ],
    [['create', 'sales', ...nightly, '--overlap', 'terminate-other'], 2, 'INVALID_SCHEDULE', 'overlap: '],
    [['create', 'sales', ...nightly, '--catchup', 'PT1S'], 2, 'INVALID_SCHEDULE', 'catchup: at least PT10S'],
    [['create', 'sales', ...nightly], 2, 'SCHEDULE_EXISTS', 'there is a schedule "sales-nightly" already'],
    [
      ['pause', 'sales-nigtly'],
      4,
      'SCHEDULE_NOT_FOUND',
      'there is no schedule "sales-nigtly"; did you mean "sales-nightly"?',
    ],
    [['trigger', 'nobody'], 4, 'SCHEDULE_NOT_FOUND', 'there is no schedule "nobody"; there are '],
    [
      ['backfill', 'sales-nightly', '--from', 'yesterday', '--to', '2026-11-24T00:00:00Z'],
      2,
      'USAGE',
      'such as 2026-11-23T00:00:00Z',
    ],
    [
      ['backfill', 'sales-nightly', '--from', '2026-11-24T00:00:00Z', '--to', '2026-11-23T00:00:00Z'],
      2,
      'INVALID_SCHEDULE',
      'has to be before --to',
    ],
    [
      ['backfill', 'sales-nightly', '--from', '2026-11-24T00:00:00Z', '--to', '2099-01-01T00:00:00Z'],
      2,
      'INVALID_SCHEDULE',
      'is in the future',
    ],
  ])('redoubt schedule %j', async (argv, exitCode, code, message) => {
    const before = await lab.client.schedule.getHandle('sales-nightly').describe();
    const run = await lab.redoubt(...argv);
    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`^error ${code}: `));
    expect(run.stderr).toContain(message);
    expect((await lab.client.schedule.getHandle('sales-nightly').describe()).raw).toEqual(before.raw);
  });

  test.each([
    [
      'database: sales, cron: "every night"',
      2,
      'INVALID_SCHEDULE',
      'schedules.broken.cron: "every night": it has 2 fields',
    ],
    [
      'database: sales, cron: "@daily", timezone: Europe/Lodnon',
      2,
      'INVALID_SCHEDULE',
      'schedules.broken.timezone: there is no time zone "Europe/Lodnon"; did you mean "Europe/London"?',
    ],
    [
      'database: sales, cron: "@daily", deadline: 2020-01-01T00:00:00Z',
      3,
      'CONFIG_INVALID',
      'schedules.broken.deadline: in weeks, days, hours, minutes and seconds, such as PT6H\n',
    ],
    [
      'database: sales, cron: "@daily" }\n  good: { database: held, cron: "@daily"',
      3,
      'CONFIG_INVALID',
      'not valid YAML: Map keys must be unique ("good")\n',
    ],
  ])(
    'redoubt schedule apply of { %s }, and the good one beside it is not made',
    async (fields, exitCode, code, message) => {
      lab.configure('bad.yaml', `  good: { database: sales, cron: "@daily" }\n  broken: { ${fields} }\n`);
      const run = await lab.redoubt('apply', '--yes', '--config', 'bad.yaml');
      expect(run).toMatchObject({ exitCode, stdout: '' });
      expect(run.stderr).toMatch(new RegExp(`^error ${code}: .*bad\\.yaml:\\d+`));
      expect(run.stderr).toContain(message);
      await expect(lab.client.schedule.getHandle('good').describe()).rejects.toThrow(/not found/);
    },
  );

  test.each([
    [['--deadline', '2020-01-01T00:00:00Z'], 'the deadline 2020-01-01T00:00:00Z has passed, and nothing was started'],
    [['--deadline', 'soon'], 'deadline: a duration such as PT30M, or an instant such as 2026-11-24T03:00:00Z'],
    [['--deadline', 'PT1H', '--policy', 'never'], 'policy: '],
  ])('redoubt backup start sales %j: no run is started', async (argv, message) => {
    const { exitCode, stdout, stderr } = await lab.run('backup', 'start', 'sales', '--id', 'not-started', ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error INVALID_REQUEST: /);
    expect(stderr).toContain(message);
    await expect(lab.client.workflow.getHandle('not-started').describe()).rejects.toThrow(/not found/);
  });

  test('a Temporal that is not there is named', async () => {
    lab.configure('away.yaml', '  {}\n', (config) => config.replace(lab.address, '127.0.0.1:1'));
    const { exitCode, stderr } = await lab.redoubt('list', '--config', 'away.yaml');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('cannot reach Temporal at 127.0.0.1:1'),
    });
  });
});
