import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../src/config/load-config';
import { readSandboxState, writeSandboxState } from '../../src/sandbox/sandbox-state';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { stopSandbox } from '../../src/sandbox/stop-sandbox';
import { isPortInUse } from '../../src/sandbox/processes/port-in-use';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { temporaryDirectory } from './temporary-directory';

const directory = path.join(temporaryDirectory('sandbox'), 'state');
const otherPlace = temporaryDirectory('other');
const parts = ['temporal', 'regions'] as const;
const start = () => startSandbox({ directory, env: process.env, parts });
const portOf = (endpoint: string): number => Number(new URL(endpoint).port);

async function health(sandbox: Sandbox): Promise<readonly number[]> {
  const { regions } = await sandbox.status();
  return Promise.all(regions.map(async ({ endpoint }) => (await fetch(`${endpoint}/healthz`)).status));
}

test('a new sandbox answers on every part when `startSandbox` returns', async () => {
  const { sandbox, started } = await start();
  expect(started).toEqual(['temporal', 'london', 'frankfurt', 'stockholm']);
  expect(await health(sandbox)).toEqual([200, 200, 200]);
  const ui = await fetch((await sandbox.status()).temporal.ui);
  expect(ui.status).toBe(200);
});

test('a second start changes nothing and says so', async () => {
  const before = readSandboxState(directory);
  const { started } = await start();
  expect(started).toEqual([]);
  expect(readSandboxState(directory)).toEqual(before);
});

test('its state and keys are for this user alone', () => {
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const file of ['state.json', 'identity.txt', 'signing-key', 'redoubt.yaml', 'secrets/london-access-key-id']) {
    expect(statSync(path.join(directory, file)).mode & 0o777).toBe(0o600);
  }
});

test('the configuration that it writes has no secret in it, only the names of files', async () => {
  const { sandbox } = await start();
  const status = await sandbox.status();
  const text = readFileSync(status.config, 'utf8');
  for (const { accessKeyId, secretAccessKey } of status.regions) {
    expect(text).not.toContain(accessKeyId);
    expect(text).not.toContain(secretAccessKey);
  }
  const { config } = loadConfig({ path: status.config, cwd: '/', env: {} });
  expect(Object.keys(config.regions)).toEqual(['london', 'frankfurt', 'stockholm']);
  expect(config.temporal.address).toBe(status.temporal.address);
});

test('what was killed is started again on its port, the rest is left alone', async () => {
  const { sandbox } = await start();
  const before = await sandbox.status();
  const frankfurt = sandbox.state.processes['frankfurt'];
  await Promise.all([sandbox.kill('temporal'), sandbox.kill('london')]);
  expect(Object.fromEntries(sandbox.running())).toMatchObject({ temporal: false, london: false, frankfurt: true });

  expect((await start()).started).toEqual(['temporal', 'london']);
  expect(await sandbox.status()).toEqual(before);
  expect(sandbox.state.processes['frankfurt']).toEqual(frankfurt);
  expect(await health(sandbox)).toEqual([200, 200, 200]);
});

test('a port that somebody else took meanwhile is replaced, also in the configuration', async () => {
  const { sandbox } = await start();
  await sandbox.stop('london');
  const { regions } = sandbox.state;
  const taken = regions.find(({ name }) => name === 'stockholm')?.port ?? 0;
  // As if it had been London's: Stockholm listens there.
  const conflicting = regions.map((region) => (region.name === 'london' ? { ...region, port: taken } : region));
  writeSandboxState(directory, { ...sandbox.state, regions: conflicting });

  await start();
  const status = await sandbox.status();
  const london = status.regions.find(({ name }) => name === 'london');
  expect(portOf(london?.endpoint ?? '')).not.toBe(taken);
  expect(readFileSync(status.config, 'utf8')).toContain(london?.endpoint);
  expect(await health(sandbox)).toEqual([200, 200, 200]);
});

test('data for a sandbox that runs is refused', async () => {
  const options = { directory, env: process.env, parts, data: { load: '/tmp' } };
  await expect(startSandbox(options)).rejects.toMatchObject({ code: 'SANDBOX_RUNNING' });
});

test('a part that does not start is named with its log, and what was started with it is stopped', async () => {
  const own = path.join(otherPlace, 'broken');
  const bin = path.join(otherPlace, 'bin');
  mkdirSync(bin);
  const answersAndFails = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "no licence today" >&2; exit 3\n';
  writeFileSync(path.join(bin, 'versitygw'), answersAndFails, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };

  const failure = startSandbox({ directory: own, env, parts });
  await expect(failure).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringMatching(/ended at its start; its log is .*\.log\nno licence today/),
  });
  expect(await isPortInUse(readSandboxState(own)?.temporal?.port ?? 0)).toBe(false);
});

test('a folder that holds other files is not taken', async () => {
  const own = path.join(otherPlace, 'foreign');
  mkdirSync(own);
  writeFileSync(path.join(own, 'thesis.txt'), 'precious');
  await expect(startSandbox({ directory: own, env: process.env, parts })).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringContaining('thesis.txt'),
  });
  expect(await stopSandbox(own, process.env, true)).toBe(false);
  expect(existsSync(path.join(own, 'thesis.txt'))).toBe(true);
});

test('after `down` nothing listens any more, and the folder is gone', async () => {
  const { sandbox } = await start();
  const ports = (await sandbox.status()).regions.map(({ endpoint }) => portOf(endpoint));
  expect(await stopSandbox(directory, process.env, true)).toBe(true);
  expect(await Promise.all(ports.map(isPortInUse))).toEqual([false, false, false]);
  expect(existsSync(directory)).toBe(false);
  expect(await stopSandbox(directory, process.env, true)).toBe(false);
});
