import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { exampleConfig } from '../../config/example-config';
import { collectCli, type CliRun, type CliSetting } from '../collected-io';
import { startDevServer, type DevServer } from '../dev-server';

let folder: string;
let server: DevServer;
let stopWorker: () => Promise<void>;

/** What a batch reports while it runs. */
async function copyBatch(): Promise<void> {
  const context = Context.current();
  const timer = setInterval(
    () => context.heartbeat({ bytesDone: 50_000_000, partsDone: 1, bytesPerSecond: 5_000_000 }),
    100,
  );
  await context.cancelled.finally(() => clearInterval(timer));
}

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
  folder = mkdtempSync(join(tmpdir(), 'redoubt-cli-'));
  server = await startDevServer(folder);
  const sales = exampleConfig.slice(exampleConfig.indexOf('  sales:'), exampleConfig.indexOf('regions:\n'));
  const config = exampleConfig
    .replace('localhost:7233', server.address)
    .replace('regions:\n', `${sales.replace('sales:', 'broken:')}${sales.replace('sales:', 'held:')}regions:\n`);
  writeFileSync(join(folder, 'redoubt.yaml'), config);
  writeFileSync(join(folder, 'unserved.yaml'), config.replace('taskQueue: redoubt', 'taskQueue: unserved'));

  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'redoubt',
    workflowsPath: require.resolve('../toy/toy-workflow'),
    activities: { copyBatch },
    maxHeartbeatThrottleInterval: '100ms',
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
  await server.kill();
  rmSync(folder, { recursive: true });
});

const redoubt = (line: string, setting: CliSetting = {}): Promise<CliRun> =>
  collectCli(line.split(' '), { cwd: folder, ...setting });

/** Each line is a JSON object of its own. */
const linesOf = (stdout: string): readonly { readonly type: string; readonly [field: string]: unknown }[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a sealed backup ends with one JSON object and exit code 0', async () => {
  const { exitCode, stdout } = await redoubt('backup start sales --wait --json --id nightly');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    backupId: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
    workflowId: 'nightly',
    outcome: 'sealed',
    bytes: 200_000_000,
    copies: [{ region: 'london', state: 'whole' }],
  });
});

test('for people the result says how to restore it', async () => {
  const { stdout } = await redoubt('backup start sales --wait');
  expect(stdout).toMatch(/sealed: backup (\S+) of sales, 200 MB in 2 files, SCN 4711/);
  expect(stdout).toMatch(/redoubt restore sales --backup \S+ --to DIR --identity FILE\n$/);
});

test('a failed backup gives its result with the error, and the exit code of its code', async () => {
  const { exitCode, stdout } = await redoubt('backup start broken --wait --json');
  expect(exitCode).toBe(8);
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'failed',
    database: 'broken',
    error: { code: 'QUORUM_NOT_REACHED', message: 'one of two regions', hint: 'Bring stockholm back.' },
    copies: [{ region: 'london' }],
  });
});

test('without --wait it says the ids, and how to watch', async () => {
  const { stdout } = await redoubt('backup start sales');
  const [, backupId] =
    /^started backup (\S+) of sales, workflow redoubt-backup\/sales\/[0-9a-f]{8}\n/.exec(stdout) ?? [];
  expect(stdout).toContain(`redoubt backup watch ${backupId}`);
  const watched = linesOf((await redoubt(`backup watch ${backupId} --json`)).stdout);
  expect(watched.at(-1)).toMatchObject({ type: 'result', version: 1, outcome: 'sealed' });
  expect((await redoubt(`backup show ${backupId}`)).stdout).toMatch(/^sealed: backup/);
});

describe('a running backup', () => {
  let started: { backupId: string; workflowId: string };
  beforeAll(async () => {
    const { backupId, workflowId } = JSON.parse((await redoubt('backup start held --json')).stdout);
    started = { backupId, workflowId };
  });

  test('is watched with the figures of its batches in flight', async () => {
    const stop = new AbortController();
    let seen = '';
    const { exitCode, stdout } = await redoubt(`backup watch ${started.workflowId}`, {
      interrupted: stop.signal,
      onOutput: (text) => {
        seen += text;
        if (seen.includes('5.0 MB/s')) stop.abort();
      },
    });
    expect(stdout).toContain('held: copy · 75 % · 150 MB of 200 MB · 5.0 MB/s · 10 s left · london copying');
    expect(stdout).toContain(`no longer watched; backup ${started.backupId} goes on`);
    expect(exitCode).toBe(130);
  });

  test('is watched without its name where it is the only one, and with --json a line tells each change', async () => {
    const stop = new AbortController();
    let seen = '';
    const { exitCode, stdout, stderr } = await redoubt('backup watch --json', {
      interrupted: stop.signal,
      onOutput: (text) => {
        seen += text;
        if (seen.includes('"bytesPerSecond":5000000')) stop.abort();
      },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const lines = linesOf(stdout);
    const said = { version: 1, ...started, database: 'held', status: 'running' };
    expect(lines.find(({ bytesPerSecond }) => bytesPerSecond === 5_000_000)).toMatchObject({
      ...said,
      type: 'progress',
      progress: { phase: 'copy', bytesCopied: 150_000_000 },
    });
    expect(lines.at(-1)).toEqual({ ...said, type: 'left' });
    const changes = lines.map((line) => JSON.stringify({ ...line, at: null }));
    expect(new Set(changes).size).toBe(changes.length);
  });

  test('is shown by either id', async () => {
    for (const id of [started.backupId, started.workflowId]) {
      const { stdout } = await redoubt(`backup show ${id} --json`);
      expect(JSON.parse(stdout)).toMatchObject({ ...started, status: 'running', progress: { phase: 'copy' } });
    }
  });

  test('is paused and resumed', async () => {
    const isPaused = async (): Promise<boolean> =>
      JSON.parse((await redoubt(`backup show ${started.backupId} --json`)).stdout).progress.paused;
    expect((await redoubt(`backup pause ${started.backupId} --json`)).exitCode).toBe(0);
    expect(await isPaused()).toBe(true);
    await redoubt(`backup resume ${started.backupId}`);
    expect(await isPaused()).toBe(false);
  });

  test.each([
    ['extend', '--by soon', 'USAGE', '{"by":"soon"} says no deadline: give {"by":"PT30M"}'],
    ['extend', '--by -PT1H', 'USAGE', '{"by":"-PT1H"} says no deadline'],
    ['extend', '--by P1M', 'USAGE', '"P1M" has no fixed length'],
    ['extend', '--by PT0S', 'USAGE', 'has no fixed length'],
    ['extend', '--deadline 2020-01-01T00:00:00Z', 'USAGE', 'has passed; give a later instant'],
    ['extend', '', 'USAGE', 'give either --by or --deadline'],
    ['extend', '--by PT30M', 'INVALID_REQUEST', 'refuses: '],
    ['expedite', '--deadline yesterday', 'USAGE', '{"deadline":"yesterday"} says no deadline: give '],
    ['pause', '--until 2020-01-01T00:00:00Z', 'USAGE', 'is not an instant in the future'],
  ])('is not asked what makes no sense, and says what it refuses: %s %s', async (verb, options, code, message) => {
    const { exitCode, stderr } = await redoubt(`backup ${verb} ${started.backupId} ${options}`.trim());
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(`error ${code}: `) });
    expect(stderr).toContain(message);
  });

  test('of the same workflow id is refused as busy', async () => {
    const { exitCode, stderr } = await redoubt(`backup start held --id ${started.workflowId}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: expect.stringMatching(/^error DATABASE_BUSY/) });
  });

  test('is watched on over a restart of Temporal', async () => {
    let seen = '';
    let restarting: Promise<void> | undefined;
    const stop = new AbortController();
    const { stdout } = await redoubt(`backup watch ${started.backupId}`, {
      interrupted: stop.signal,
      onOutput: (text) => {
        seen += text;
        if (seen.includes('does not answer')) restarting ??= server.start();
        else if (seen.includes('held: copy')) restarting ??= server.kill().then(() => (restarting = undefined));
        if (/does not answer[^]*held: copy/.test(seen)) stop.abort();
      },
    });
    await restarting;
    expect(stdout).toContain(`Temporal at ${server.address} does not answer; the backup goes on by itself\n`);
  });

  test('is cancelled, which ends the watching with outcome cancelled and exit code 11', async () => {
    const watched = redoubt(`backup watch ${started.backupId} --json`);
    expect((await redoubt(`backup cancel ${started.backupId}`)).stdout).toContain('was asked to stop');
    const { exitCode, stdout } = await watched;
    expect(exitCode).toBe(11);
    expect(linesOf(stdout).at(-1)).toMatchObject({ ...started, outcome: 'cancelled', bytes: 200_000_000 });
    for (const order of ['cancel', 'pause', 'resume', 'expedite', 'extend --by PT30M']) {
      const again = await redoubt(`backup ${order} ${started.backupId}`);
      expect(again.exitCode).toBe(4);
      expect(again.stderr).toContain('has ended already (cancelled)');
    }
  });
});

test('where no backup runs, there is nothing to watch without a name', async () => {
  const { exitCode, stderr } = await redoubt('backup watch');
  expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringContaining('no backup runs') });
});

test.each(['20261123T081500Z-3f2a9c', 'nobody'])('an unknown backup %s is refused by name', async (id) => {
  const { exitCode, stderr } = await redoubt(`backup watch ${id}`);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(new RegExp(`^error WORKFLOW_NOT_FOUND: .*"${id}"`));
});

test('without a worker it says so after a few seconds, and waits on', async () => {
  const stop = new AbortController();
  let seen = '';
  const { exitCode, stdout } = await redoubt('backup start sales --wait --config unserved.yaml', {
    interrupted: stop.signal,
    onOutput: (text) => {
      seen += text;
      if (seen.includes('waiting for a worker')) stop.abort();
    },
  });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/sales: waiting for a worker on task queue unserved since \d\d:\d\d:\d\dZ; start one with/);
});

test('a namespace that is not there is named', async () => {
  const { exitCode, stderr } = await redoubt('backup start sales', {
    cwd: '/',
    env: { REDOUBT_SANDBOX_DIR: namespaceOf('elsewhere') },
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 4,
    stderr: expect.stringContaining('has no namespace "elsewhere"'),
  });
});

function namespaceOf(namespace: string): string {
  const place = mkdtempSync(join(folder, 'namespace-'));
  const config = exampleConfig
    .replace('localhost:7233', server.address)
    .replace('namespace: default', `namespace: ${namespace}`);
  writeFileSync(join(place, 'redoubt.yaml'), config);
  return place;
}
