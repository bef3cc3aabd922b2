import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { collectCli } from '../cli/collected-io';
import { temporaryDirectory } from './temporary-directory';

const directory = path.join(temporaryDirectory('commands'), 'state');
const env = { ...process.env, REDOUBT_SANDBOX_DIR: directory };
const redoubt = (...argv: readonly string[]) => collectCli(['sandbox', ...argv], { env });

beforeAll(() => startSandbox({ directory, env, parts: ['temporal', 'regions'] }));

test('status --json has exactly the promised form', async () => {
  const { exitCode, stdout } = await redoubt('status', '--json');
  expect(exitCode).toBe(0);
  const status: unknown = JSON.parse(stdout);
  const text = expect.any(String);
  const endpoint = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
  const place = { endpoint, region: text, bucket: 'redoubt', accessKeyId: text, secretAccessKey: text };
  expect(status).toEqual({
    temporal: { address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), ui: text, namespace: 'default', cli: text },
    regions: ['london', 'frankfurt', 'stockholm'].map((name) => ({ name, ...place })),
    oracle: { connectString: text, user: 'SALES', password: text },
    config: path.join(directory, 'redoubt.yaml'),
    identity: path.join(directory, 'identity.txt'),
  });
});

test('status --env is what a shell takes in', async () => {
  const { stdout } = await redoubt('status', '--env');
  expect(stdout).toMatch(/^export TEMPORAL_ADDRESS='127\.0\.0\.1:\d+'$/m);
  expect(stdout).toMatch(/^export LONDON_ENDPOINT='http:/m);
});

test('a part that is stopped is named by status, and --load is still refused', async () => {
  await redoubt('stop', 'london');
  expect((await redoubt('status')).stderr).toContain('down: london');
  const load = path.join(directory, '..', 'csv');
  mkdirSync(load);
  expect(await redoubt('up', '--load', load)).toMatchObject({
    exitCode: 10,
    stderr: expect.stringContaining('SANDBOX_RUNNING'),
  });
});

test('a second `up` starts only what is missing', async () => {
  const { exitCode, stderr } = await redoubt('up');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('starting london\n');
  expect((await redoubt('up')).stderr).toContain('nothing was changed');
});

test('a part, a fault or a folder that does not exist is refused with what there is', async () => {
  expect(await redoubt('stop', 'paris')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('frankfurt') });
  expect(await redoubt('fault', 'add', 'fire')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('stop-job'),
  });
  expect(await redoubt('fault', 'add', 'slow-reads', '--details', '{"delayMs":"x"}')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('delayMs'),
  });
  expect(await redoubt('up', '--load', '/nowhere')).toMatchObject({
    exitCode: 10,
    stderr: expect.stringContaining('/nowhere'),
  });
});

test('down stops it, and then there is nothing to ask or to stop', async () => {
  expect((await redoubt('down')).stdout).toContain('stopped the sandbox');
  expect(await redoubt('status')).toMatchObject({
    exitCode: 10,
    stderr: expect.stringContaining('SANDBOX_NOT_RUNNING'),
  });
  expect(await redoubt('down')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no sandbox ran') });
});
