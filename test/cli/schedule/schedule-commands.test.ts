import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { findSkippingSchedules } from '../../../src/cli/schedule/skipping-schedules';
import { parseCron } from '../../../src/domain/schedule-cron';
import { calendarText } from '../../../src/domain/schedule-calendar';
import { repairSchedule } from '../../../src/cli/schedule/repair-schedule';
import { runTimesOf } from '../../../src/cli/schedule/calendar-spec';
import type { ScheduleEntry } from '../../../src/cli/schedule/schedule-entry';
import { waitFor } from '../../harness/wait-for';
import { startScheduleLab, type ScheduleLab } from './schedule-lab';

let lab: ScheduleLab;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
  lab = await startScheduleLab();
  const connection = await NativeConnection.connect({ address: lab.address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'redoubt',
    workflowsPath: require.resolve('../toy/toy-workflow'),
    shutdownForceTime: '1s',
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
});

afterAll(async () => {
  await stopWorker();
  await lab.stop();
});

const nightly = ['--cron', '0 1 * * *', '--timezone', 'Europe/London'];

/** Temporal's list lags behind by a moment. */
const listed = (id: string, isSo: (entry: ScheduleEntry) => boolean = () => true): Promise<ScheduleEntry> =>
  waitFor(`schedule ${id} in the list`, async () => {
    const { schedules } = (await lab.json('list')) as { schedules: readonly ScheduleEntry[] };
    return schedules.find((entry) => entry.scheduleId === id && isSo(entry));
  });

test('a nightly schedule says its next run, and at what time the nights without that hour run', async () => {
  const { exitCode, stdout } = await lab.redoubt('create', 'sales', ...nightly, '--jitter', 'PT5M');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^created schedule sales-nightly of sales, next run \d{4}-\d\d-\d\d 01:0\d.* Europe\/London \(.*Z\)/,
  );
  expect(stdout).toContain('2027-03-28 01:00 does not exist: that run is at 2027-03-28 02:00');
  const { spec, policies, action } = await lab.client.schedule.getHandle('sales-nightly').describe();
  expect(spec.calendars).toHaveLength(11);
  expect({ jitter: spec.jitter, ...policies }).toMatchObject({
    jitter: 300_000,
    overlap: 'SKIP',
    catchupWindow: 86_400_000,
  });
  expect(action).toMatchObject({ args: [{ database: 'sales' }], taskQueue: 'redoubt', memo: { database: 'sales' } });
});

test('an hour that does not exist has its run at the next: Temporal lists it, and would not without', async () => {
  const handle = lab.client.schedule.getHandle('sales-nightly');
  const march = async (): Promise<readonly string[]> => {
    const { info } = await handle.describe();
    return info.nextActionTimes.slice(0, 3).map((at) => at.toISOString());
  };
  const near = (calendars: number): Promise<void> =>
    handle.update(({ spec, action, policies, state }) => ({
      spec: {
        ...spec,
        jitter: 0,
        calendars: (spec.calendars ?? []).slice(0, calendars),
        startAt: new Date('2027-03-27T00:00:00Z'),
      },
      action,
      policies,
      state,
    }));
  await near(11);
  expect(await march()).toEqual(['2027-03-27T01:00:00.000Z', '2027-03-28T01:00:00.000Z', '2027-03-29T00:00:00.000Z']);
  await near(1);
  expect(await march()).toEqual(['2027-03-27T01:00:00.000Z', '2027-03-29T00:00:00.000Z', '2027-03-30T00:00:00.000Z']);
});

test.each([
  ['Europe/London', '30 1 * * *', '2027-10-30T12:00:00Z', '2027-10-31T01:30:00.000Z', '2027-11-01T01:30:00.000Z'],
  ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T00:00:00Z', '2027-04-03T15:15:00.000Z', '2027-04-04T15:15:00.000Z'],
])('a time that %s has twice in autumn (%s) runs once', async (zone, cron, start, first, second) => {
  const id = `autumn-${zone.length}`;
  await lab.redoubt('create', 'sales', '--cron', cron, '--timezone', zone, '--id', id, '--pause');
  const handle = lab.client.schedule.getHandle(id);
  await handle.update(({ spec, ...rest }) => ({ ...rest, spec: { ...spec, startAt: new Date(start) } }));
  const { info } = await handle.describe();
  expect(info.nextActionTimes.slice(0, 2).map((at) => at.toISOString())).toEqual([first, second]);
  await handle.delete();
});

test('Temporal reads each cron expression as we do', async () => {
  const crons = ['0 1 * * *', '@daily # at night', '*/20 1-3/2 1-15 jan-jun/2 fri-7 2027-2030', '5/10 */5 * * 0-7/3'];
  for (const [i, cron] of [...crons, '30 0 1 * * 7/2 *', '0 1 1,15 * mon', '@weekly', '0 0 1 March Sunday'].entries()) {
    const scheduleId = `cron-${i}`;
    const handle = await lab.client.schedule.create({
      scheduleId,
      spec: { cronExpressions: [cron] },
      state: { paused: true },
      action: { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' },
    });
    const { calendars } = runTimesOf(await handle.describe());
    expect([cron, ...calendars.map(calendarText)]).toEqual([cron, calendarText(parseCron(cron))]);
    await handle.delete();
  }
});

test('a triggered run appears, and its outcome is listed: the code of one that failed', async () => {
  await lab.redoubt('create', 'broken', '--every', 'PT6H', '--id', 'broken-often');
  const triggered = await lab.json('trigger', 'broken-often');
  expect(triggered).toEqual({
    scheduleId: 'broken-often',
    status: 'triggered',
    workflowId: expect.stringMatching(/^redoubt-backup\/broken\/broken-often-\d{4}-/),
  });
  const entry = await listed('broken-often', ({ recentRuns }) => recentRuns[0]?.status === 'failed');
  expect(entry).toMatchObject({ database: 'broken', source: 'command', when: ['every 6 h'], warnings: [] });
  expect(entry.recentRuns[0]).toMatchObject({ status: 'failed', code: 'QUORUM_NOT_REACHED' });
  expect((await lab.redoubt('list', 'broken')).stdout).toMatch(
    /broken-often +broken +every 6 h UTC .*failed \(QUORUM_NOT_REACHED\) +command/,
  );
});

test('a paused schedule says why, and resumed it says when it runs next', async () => {
  const created = await lab.redoubt('create', 'held', ...nightly, '--pause', 'until the move is over');
  expect(created.stdout).toContain('created schedule held-nightly of held, paused');
  expect(await listed('held-nightly')).toMatchObject({ paused: true, note: 'until the move is over' });
  expect((await lab.redoubt('list', 'held')).stdout).toContain('held-nightly is paused: until the move is over');
  expect((await lab.redoubt('resume', 'held-nightly')).exitCode).toBe(0);
  expect((await listed('held-nightly')).nextRuns[0]?.local).toMatch(/ 01:00 Europe\/London/);
  await lab.redoubt('pause', 'held-nightly', '--reason', 'audit');
  expect(await listed('held-nightly')).toMatchObject({ paused: true, note: 'audit' });
});

test('a backfill starts what was due', async () => {
  await lab.redoubt('create', 'sales', '--cron', '0 1 * * *', '--id', 'filled', '--pause');
  const to = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
  const from = new Date(to.getTime() - 3 * 86_400_000);
  const span = ['--from', from.toISOString(), '--to', to.toISOString()];
  expect(await lab.json('backfill', 'filled', ...span, '--overlap', 'buffer-all')).toMatchObject({
    status: 'backfilling',
  });
  const { recentRuns } = await listed('filled', (entry) => entry.recentRuns.length === 3);
  expect(recentRuns.map(({ scheduledAt }) => scheduledAt.slice(11))).toEqual(Array(3).fill('01:00:00.000Z'));
});

test('calendars of several days are one schedule, and a deleted one is gone', async () => {
  const weekdays = '{"hour":"1","dayOfWeek":"mon-fri"}';
  const created = await lab.json(
    'create',
    'sales',
    '--calendar',
    weekdays,
    '--calendar',
    '{"hour":"3","dayOfWeek":"sat"}',
    '--id',
    'days',
  );
  expect(created).toMatchObject({ scheduleId: 'days', status: 'created', standIns: [] });
  expect((await listed('days')).when).toEqual(['0 0 1 * * 1,2,3,4,5 *', '0 0 3 * * 6 *']);
  expect((await lab.redoubt('delete', 'days')).stdout).toBe('deleted schedule days; its backups stay\n');
  expect((await lab.redoubt('delete', 'days')).stderr).toMatch(
    /^error SCHEDULE_NOT_FOUND: there is no schedule "days"/,
  );
});

describe('a schedule made by hand', () => {
  beforeAll(async () => {
    await lab.client.schedule.create({
      scheduleId: 'by-hand',
      spec: { cronExpressions: ['0 1 * * *'], timezone: 'Europe/London' },
      action: {
        type: 'startWorkflow',
        workflowType: 'backupDatabase',
        taskQueue: 'redoubt',
        args: [{ database: 'sales' }],
        staticSummary: 'written by hand',
      },
    });
  });

  test('is listed, with a warning of the night that it will skip, and doctor can tell', async () => {
    const { source, warnings } = await listed('by-hand');
    expect(source).toBe('hand');
    expect(warnings[0]).toBe(
      'no run at 2027-03-28 01:00, which does not exist: `redoubt schedule repair by-hand` adds one at 2027-03-28 02:00',
    );
    const found = await findSkippingSchedules(lab.client, { temporal: { taskQueue: 'redoubt' } });
    expect(found).toContainEqual({
      scheduleId: 'by-hand',
      localTime: '2027-03-28 01:00',
      at: '2027-03-28T01:00:00.000Z',
    });
  });

  test('is repaired without changing anything else of it, once', async () => {
    const { stdout } = await lab.redoubt('repair', 'by-hand');
    expect(stdout).toMatch(
      /^repaired schedule by-hand\n2027-03-28 01:00 does not exist: that run is at 2027-03-28 02:00\n/,
    );
    expect((await lab.redoubt('repair', 'by-hand')).stdout).toBe('schedule by-hand skips no night\n');
    expect((await listed('by-hand')).warnings).toEqual([]);
    const { spec, action } = await lab.client.schedule.getHandle('by-hand').describe();
    expect(spec.calendars).toHaveLength(11);
    expect(action).toMatchObject({ args: [{ database: 'sales' }], staticSummary: 'written by hand' });
  });

  test('is repaired beside a change that somebody makes at the same moment, and both hold', async () => {
    const handle = lab.client.schedule.getHandle('by-hand');
    await handle.update(({ spec, ...rest }) => ({
      ...rest,
      spec: { ...spec, calendars: spec.calendars?.slice(0, 1) ?? [] },
    }));
    await Promise.all([repairSchedule(handle), handle.pause('one'), handle.unpause('two'), handle.pause('three')]);
    const { spec, state } = await handle.describe();
    expect(spec.calendars).toHaveLength(11);
    expect(['one', 'two', 'three']).toContain(state.note);
    await handle.unpause();
  });

  test('is triggered, paused and deleted as ours are', async () => {
    expect(await lab.json('trigger', 'by-hand')).toMatchObject({
      workflowId: expect.stringMatching(/^by-hand-workflow-/),
    });
    await lab.redoubt('pause', 'by-hand');
    expect(await listed('by-hand')).toMatchObject({ paused: true });
    expect((await lab.redoubt('delete', 'by-hand')).exitCode).toBe(0);
  });
});

test('one that can only fail says so', async () => {
  await lab.client.schedule.create({
    scheduleId: 'no-such-database',
    spec: { cronExpressions: ['0 1 31 2 *'] },
    action: {
      type: 'startWorkflow',
      workflowType: 'backupDatabase',
      taskQueue: 'redoubt',
      args: [{ database: 'salse' }],
    },
  });
  expect((await listed('no-such-database')).warnings).toEqual([
    'there is no database "salse" in the configuration: each run will fail',
    'it has no next run',
  ]);
});
