import { PassThrough } from 'node:stream';
import { runCli } from '../../../src/cli/run-cli';
import { waitFor } from '../../harness/wait-for';
import { startGrpcGateway, type GatewayRule, type GrpcGateway } from '../grpc-gateway';
import { startScheduleLab, type ScheduleLab } from './schedule-lab';

let lab: ScheduleLab;
beforeAll(async () => {
  lab = await startScheduleLab();
});
afterAll(() => lab.stop());

const nightly = '  nightly: { database: sales, cron: "0 1 * * *", timezone: Europe/London }\n';
const often = '  often: { database: held, every: PT6H, jitter: PT5M, overlap: buffer-one, paused: true }\n';
const apply = (file: string, ...more: readonly string[]): Promise<unknown> =>
  lab.json('apply', '--config', file, ...more);
const describeIt = (id: string) => lab.client.schedule.getHandle(id).describe();
const ids = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { scheduleId } of lab.client.schedule.list()) found.push(scheduleId);
  return found.sort();
};

test('a dry run shows what would be made, and makes nothing', async () => {
  lab.configure('both.yaml', nightly + often);
  const { exitCode, stdout } = await lab.redoubt('apply', '--dry-run', '--config', 'both.yaml');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\+ create nightly\n {4}request: {"database":"sales"}\n {4}when: 0 0 1 \* \* \* \*\n/);
  expect(stdout).toContain('    nights: 2027-03-28 02:00, 2028-03-26 02:00');
  await expect(describeIt('nightly')).rejects.toThrow(/not found/);
});

test('without a terminal it asks for --yes, and changes nothing', async () => {
  const { exitCode, stderr } = await lab.redoubt('apply', '--config', 'both.yaml');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('Give --yes') });
  await expect(describeIt('nightly')).rejects.toThrow(/not found/);
});

test('applied once they are there, and a second time there is no difference', async () => {
  expect(await apply('both.yaml', '--yes')).toMatchObject({
    applied: true,
    steps: [{ action: 'create' }, { action: 'create' }],
  });
  const often = await describeIt('often');
  expect(often.state).toMatchObject({ paused: true, note: 'paused in the configuration' });
  expect(often.policies.overlap).toBe('BUFFER_ONE');
  expect(await apply('both.yaml', '--yes')).toEqual({ applied: false, steps: [] });
  expect((await lab.redoubt('apply', '--config', 'both.yaml')).stdout).toBe(
    'Temporal’s schedules are what the file says\n',
  );
});

test('a pause by hand stays, whatever else of the schedule is changed', async () => {
  await lab.redoubt('pause', 'nightly', '--reason', 'storage move');
  expect(await apply('both.yaml', '--yes')).toMatchObject({ applied: false });
  lab.configure('later.yaml', nightly.replace('0 1 *', '30 2 *').replace('London', 'Paris') + often);
  expect(await apply('later.yaml', '--yes')).toMatchObject({
    steps: [
      {
        scheduleId: 'nightly',
        action: 'update',
        changes: [
          { field: 'when', from: '0 0 1 * * * *', to: '0 30 2 * * * *' },
          { field: 'timezone', from: 'Europe/London', to: 'Europe/Paris' },
          {
            field: 'nights',
            from: expect.stringMatching(/^2027-03-28 02:00/),
            to: expect.stringMatching(/^2027-03-28 03:00/),
          },
        ],
      },
    ],
  });
  const { state, spec } = await describeIt('nightly');
  expect(state).toMatchObject({ paused: true, note: 'storage move' });
  expect(spec).toMatchObject({ timezone: 'Europe/Paris' });
});

test('a change by hand is shown and taken back', async () => {
  await lab.client.schedule.getHandle('often').update(({ spec, action, state }) => ({
    spec: { ...spec, intervals: [{ every: '12h' }] },
    action: { ...action, args: [{ database: 'broken' }] },
    policies: { overlap: 'ALLOW_ALL', catchupWindow: '1h' },
    state: { ...state, paused: false },
  }));
  const { stdout } = await lab.redoubt('apply', '--config', 'later.yaml', '--yes');
  expect(stdout.split('\n').filter((line) => line.startsWith('    '))).toEqual([
    '    request: {"database":"broken"} -> {"database":"held"}',
    '    when: every 12 h -> every 6 h',
    '    catchup: 1 h -> 1 d',
    '    overlap: allow-all -> buffer-one',
    '    paused: false -> true',
  ]);
  expect(stdout).toContain('applied: 1 schedule changed');
  expect((await describeIt('often')).state).toMatchObject({ paused: true, note: 'paused in the configuration' });
});

test('what left the file is deleted; what others made is not touched', async () => {
  await lab.redoubt('create', 'sales', '--cron', '@daily', '--id', 'from-command');
  lab.configure('other.yaml', '  elsewhere: { database: sales, cron: "@daily" }\n', (text) =>
    text.replace('installation: prod', 'installation: test'),
  );
  await apply('other.yaml', '--yes');
  lab.configure('queue.yaml', '  elsewhere-queued: { database: sales, cron: "@daily" }\n', (text) =>
    text.replace('taskQueue: redoubt', 'taskQueue: other').replace('installation: prod', 'installation: both'),
  );
  await apply('queue.yaml', '--yes');
  lab.configure('both-tags.yaml', '  {}\n', (text) => text.replace('installation: prod', 'installation: both'));
  lab.configure('less.yaml', often);
  await waitFor('all schedules in the list', async () => (await ids()).length === 5);
  expect(await apply('less.yaml', '--yes')).toMatchObject({ steps: [{ action: 'delete', scheduleId: 'nightly' }] });
  expect(await apply('less.yaml', '--yes')).toMatchObject({ applied: false });
  expect(await apply('both-tags.yaml', '--yes')).toMatchObject({ applied: false });
  await waitFor('the deleted one gone', async () => (await ids()).length === 4);
  expect(await ids()).toEqual(['elsewhere', 'elsewhere-queued', 'from-command', 'often']);
});

test.each([
  ['from-command', 'the command line'],
  ['elsewhere', 'another installation'],
])('a name (%s) that is taken by %s is refused before anything is changed', async (id) => {
  lab.configure(
    'taken.yaml',
    `  a-new-one: { database: sales, cron: "@daily" }\n  ${id}: { database: sales, cron: "0 5 * * *" }\n`,
  );
  const { exitCode, stderr } = await lab.redoubt('apply', '--yes', '--config', 'taken.yaml');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    new RegExp(`^error SCHEDULE_EXISTS: schedule "${id}" exists and is not from this file: nothing was changed`),
  );
  await expect(describeIt('a-new-one')).rejects.toThrow(/not found/);
});

test.each([
  ['n', 11, ''],
  ['', 11, ''],
  ['y', 0, 'applied: 1 schedule changed'],
])('on a terminal it asks: %j ends with exit code %d', async (answer, exitCode, done) => {
  lab.configure('asked.yaml', `${often}  asked-${answer}: { database: sales, cron: "@daily" }\n`);
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end(answer === '' ? '' : `${answer}\n`);
  const written = { stdout: '', stderr: '' };
  const ended = await runCli(['schedule', 'apply', '--config', lab.path('asked.yaml')], {
    stdin,
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
    cwd: '/',
    interrupted: () => new AbortController().signal,
    setExitCode: () => undefined,
  });
  expect({ ended, stderr: written.stderr }).toEqual({
    ended: exitCode,
    stderr: expect.stringContaining('change 1 schedule? [y/N]'),
  });
  expect(written.stdout).toContain(`+ create asked-${answer}`);
  expect(written.stdout).toContain(done);
  const isMade = await describeIt(`asked-${answer}`).then(
    () => true,
    () => false,
  );
  expect(isMade).toBe(exitCode === 0);
});

describe('while somebody else changes a schedule', () => {
  let gateway: GrpcGateway;
  const handle = () => lab.client.schedule.getHandle('raced');
  const raced = '  raced: { database: sales, cron: "0 1 * * *" }\n';
  /** Before the call of this number, and no other, something is done. */
  const before = (call: number, change: () => Promise<unknown>): GatewayRule => {
    let calls = 0;
    return async () => (++calls === call ? change() : undefined);
  };
  /** Temporal loses a change that another follows before the first was taken in; it answers a description after that. */
  const takenIn = async (change: Promise<unknown>): Promise<void> => {
    await change;
    await handle().describe();
  };
  const configure = (file: string, schedules: string): void =>
    lab.configure(file, schedules, (text) =>
      text.replace('installation: prod', 'installation: raced').replace(lab.address, gateway.address),
    );

  beforeAll(async () => {
    gateway = await startGrpcGateway(lab.address);
    configure('raced.yaml', raced);
    configure('raced-later.yaml', raced.replace('0 1 *', '30 2 *'));
  });
  beforeEach(async () => {
    gateway.rules = {};
    await apply('raced.yaml', '--yes');
  });
  afterAll(() => gateway.close());

  test('a pause between the reading and the writing stays, and what was shown is made', async () => {
    gateway.rules = { UpdateSchedule: before(1, () => takenIn(handle().pause('storage move'))) };
    expect(await apply('raced-later.yaml', '--yes')).toMatchObject({ applied: true });
    const { state, raw } = await handle().describe();
    expect(state).toMatchObject({ paused: true, note: 'storage move' });
    expect(raw.schedule?.spec?.structuredCalendar?.[0]).toMatchObject({
      hour: [{ start: 2 }],
      minute: [{ start: 30 }],
    });
    await handle().unpause();
  });

  test.each([
    ['after the difference was shown', 'DescribeSchedule', 2],
    ['between the reading and the writing', 'UpdateSchedule', 1],
  ])('times that somebody sets %s are left alone, and it says so', async (_, method, call) => {
    const setByHand = () =>
      takenIn(handle().update(({ action, state }) => ({ action, state, spec: { calendars: [{ hour: 5 }] } })));
    gateway.rules = { [method]: before(call, setByHand) };
    const { exitCode, stderr } = await lab.redoubt('apply', '--yes', '--config', 'raced-later.yaml');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: expect.stringMatching(
        /^error SCHEDULE_CHANGED: somebody changed schedule "raced" after its difference was shown: it is left as it is/,
      ),
    });
    expect(stderr).toContain('Run it again');
    expect((await handle().describe()).spec.calendars).toMatchObject([{ hour: [{ start: 5 }] }]);
  });

  test.each([
    ['pause', 'unpause', true],
    ['resume', 'pause', false],
  ] as const)('a %s that another change pushed out is made again', async (verb, other, paused) => {
    gateway.rules = { DescribeSchedule: before(3, () => handle()[other]('at the same moment')) };
    const { exitCode } = await lab.redoubt(verb, 'raced', '--reason', 'tonight', '--config', 'raced.yaml');
    expect(exitCode).toBe(0);
    expect((await handle().describe()).state).toMatchObject({ paused, note: 'tonight' });
  });

  test('it gives up on one that changes all the time', async () => {
    gateway.rules = { UpdateSchedule: { code: 9, message: 'mismatched conflict token' } };
    const { exitCode, stderr } = await lab.redoubt('apply', '--yes', '--config', 'raced-later.yaml');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: expect.stringContaining('error SCHEDULE_CHANGED: schedule "raced" changes all the time'),
    });
    expect((await handle().describe()).spec.calendars).toMatchObject([{ hour: [{ start: 1 }] }]);
  });
});
