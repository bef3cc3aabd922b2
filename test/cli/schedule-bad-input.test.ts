import { waitFor } from '../harness/wait-for';
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

  test('a Temporal that is not there is named', async () => {
    lab.configure('away.yaml', '  {}\n', (config) => config.replace(lab.address, '127.0.0.1:1'));
    const { exitCode, stderr } = await lab.redoubt('list', '--config', 'away.yaml');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('cannot reach Temporal at 127.0.0.1:1'),
    });
  });
});
