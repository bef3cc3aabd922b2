import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireTool } from '../../../src/sandbox/tools/find-tool';
import { waitFor } from '../../harness/wait-for';
import { doctor, type Doctored } from './doctor-findings';
import { startScheduleLab, type ScheduleLab } from '../schedule/schedule-lab';

let lab: ScheduleLab;
let temporal: string;
const london = ['--cron', '0 1 * * *', '--timezone', 'Europe/London'];
const plan = '  filed: { database: sales, cron: "0 2 * * *" }\n';

beforeAll(async () => {
  temporal = await requireTool('temporal', process.env);
  lab = await startScheduleLab();
});
afterAll(() => lab.stop());

/** A schedule as somebody makes it with Temporal's own program. */
function byHand(id: string, input: string, ...more: readonly string[]): Promise<unknown> {
  const create = ['schedule', 'create', '--address', lab.address, '--schedule-id', id, '--workflow-id', id];
  const runs = ['--type', 'backupDatabase', '--task-queue', 'redoubt', '--input', input];
  return promisify(execFile)(temporal, [...create, ...runs, ...more]);
}

/** Temporal's list of schedules lags behind by a moment. */
const listed = (id: string, ...more: readonly string[]): Promise<Doctored> =>
  waitFor(`${id} in the list`, async () => {
    const run = await doctor(lab, ...more);
    return run.of(id).length > 0 && run;
  });

test('a database without a schedule is told, and one that has none at all', async () => {
  const { of } = await doctor(lab);
  expect(of('databases')).toMatchObject([
    {
      state: 'note',
      reason: 'no schedule backs up sales, broken, held',
      remedy: expect.stringContaining('create sales'),
    },
  ]);
});

test('a good schedule is a line with its next runs, in its own time zone and in UTC', async () => {
  await lab.redoubt('create', 'sales', ...london);
  const { of } = await listed('sales-nightly');
  expect(of('sales-nightly')).toEqual([
    {
      check: 'sales-nightly',
      state: 'ok',
      reason: expect.stringMatching(
        /^sales, next \d{4}-\d\d-\d\d 01:00 Europe\/London \(.*Z\), then .*, then .*; last runs: none yet$/,
      ),
      remedy: null,
    },
  ]);
  expect(of('databases')).toMatchObject([{ reason: 'no schedule backs up broken, held' }]);
});

test('a night that the change of the clocks skips is told for a schedule of somebody else’s, until it is repaired', async () => {
  await byHand('elsewhere', '{"database":"held"}', '--cron', '0 1 * * *', '--time-zone', 'Europe/London');
  const { of } = await listed('elsewhere');
  expect(of('elsewhere')[1]).toMatchObject({
    state: 'note',
    reason: expect.stringMatching(/^no run at \d{4}-03-\d\d 01:00, which does not exist$/),
    remedy: expect.stringContaining('`redoubt schedule repair elsewhere`'),
  });
  await lab.redoubt('repair', 'elsewhere');
  expect((await doctor(lab)).of('elsewhere')).toHaveLength(1);
});

test('settings that lose a night sooner or later are told', async () => {
  const daily = [
    '--cron',
    '0 3 * * *',
    '--pause-on-failure',
    '--catchup-window',
    '10m',
    '--overlap-policy',
    'CancelOther',
  ];
  await byHand('risky', '{"database":"held"}', ...daily);
  const { of, exitCode } = await listed('risky');
  expect(
    of('risky')
      .slice(1)
      .map(({ reason }) => reason),
  ).toEqual([
    'its catch-up window is 10 min: a run that is due in a longer outage of Temporal is lost',
    'a backup that still runs when the next is due is cancelled, and seals nothing',
    'a run that fails pauses it: there are no backups until somebody resumes it',
  ]);
  // No worker: nothing else is broken.
  expect(exitCode).toBe(4);
});

test('a schedule whose runs will all fail is broken', async () => {
  await byHand('unknown', '{"database":"crm"}', '--interval', '6h');
  await byHand('nameless', '{}', '--interval', '6h');
  await listed('unknown');
  const { of } = await listed('nameless');
  expect(of('unknown')[1]).toMatchObject({
    state: 'broken',
    code: 'UNKNOWN_DATABASE',
    reason: 'there is no database "crm" in the configuration: each run will fail',
  });
  expect(of('nameless')[1]).toMatchObject({ state: 'broken', code: 'INVALID_REQUEST' });
});

test('a paused one is told with the reason', async () => {
  await lab.redoubt('pause', 'sales-nightly', '--reason', 'storage move');
  expect((await doctor(lab)).of('sales-nightly')).toMatchObject([
    { state: 'note', reason: 'sales, paused: storage move', remedy: expect.stringContaining('schedule resume') },
  ]);
});

test('what differs from the file is told until it is applied', async () => {
  const file = ['--config', 'file.yaml'];
  lab.configure('file.yaml', plan);
  expect((await doctor(lab, ...file)).of('filed')).toMatchObject([
    { state: 'missing', reason: 'it is in the file, and Temporal does not have it: it starts nothing' },
  ]);
  await lab.redoubt('apply', '--yes', ...file);
  expect((await listed('filed', ...file)).of('filed')).toMatchObject([{ state: 'ok' }]);

  lab.configure('file.yaml', plan.replace('0 2 *', '30 4 *'));
  expect((await doctor(lab, ...file)).of('filed')[1]).toMatchObject({
    state: 'note',
    reason: 'it is not what the file says: when is 0 0 2 * * * *, in the file 0 30 4 * * * *',
    remedy: expect.stringContaining('`redoubt schedule apply`'),
  });
  lab.configure('file.yaml', '  {}\n');
  expect((await doctor(lab, ...file)).of('filed')[1]).toMatchObject({
    reason: 'it was made from the file, which does not have it any more',
  });
});

test('a name of the file that another has taken is told', async () => {
  lab.configure('taken.yaml', plan.replace('filed', 'elsewhere'));
  const { of } = await doctor(lab, '--config', 'taken.yaml');
  expect(of('configuration')).toMatchObject([
    { state: 'note', reason: expect.stringContaining('schedule "elsewhere" exists and is not from this file') },
  ]);
});
