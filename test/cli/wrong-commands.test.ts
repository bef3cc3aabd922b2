import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleConfig } from '../config/example-config';
import { collectCli } from './collected-io';
import { freePort } from './dev-server';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'redoubt-cli-'));
  writeFileSync(join(cwd, 'redoubt.yaml'), exampleConfig);
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a slip in the command line ends with exit code 2 and says what was meant', () => {
  test.each([
    [['bakcup', 'start'], /unknown command 'bakcup'\s+\(Did you mean backup\?\)/],
    [['backup', 'strat', 'sales'], /unknown command 'strat'\s+\(Did you mean start\?\)/],
    [['backup', 'start', 'sales', '--wiat'], /unknown option '--wiat'\s+\(Did you mean --wait\?\)/],
    [['backup', 'start'], /missing required argument 'database'/],
    [['backup', 'start', 'sales', 'twice'], /too many arguments/],
    [['backup', 'start', 'sales', '--id'], /option '--id <workflow-id>' argument missing/],
    [['backup'], /a command is missing/],
    [[], /a command is missing/],
  ])('redoubt %j', async (argv, message) => {
    const { exitCode, stdout, stderr } = await collectCli(argv, { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('redoubt --help');
  });
});

test('with --json an error is one object on stdout', async () => {
  const { exitCode, stdout, stderr } = await collectCli(['backup', 'strat', '--json'], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'USAGE', message: expect.stringContaining("'strat'"), hint: expect.stringContaining('--help') },
  });
});

test('no configuration ends with exit code 3 and says where it looked', async () => {
  const run = await collectCli(['backup', 'start', 'sales'], { cwd: '/', env: { REDOUBT_SANDBOX_DIR: '/no/such' } });
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('looked for /redoubt.yaml and /no/such/redoubt.yaml');
});

test('--config may stand before or after the command, and alone counts', async () => {
  for (const argv of [
    ['--config', 'no.yaml', 'backup', 'start', 'sales'],
    ['backup', 'start', 'sales', '--config', 'no.yaml'],
  ]) {
    const run = await collectCli(argv, { cwd });
    expect(run.stderr).toBe(
      `error CONFIG_NOT_FOUND: there is no configuration: looked for ${join(cwd, 'no.yaml')}\n` +
        'hint: Give --config FILE, write redoubt.yaml here, or run `redoubt sandbox up`.\n',
    );
  }
});

test('an unknown database is refused before Temporal is asked', async () => {
  const run = await collectCli(['backup', 'start', 'slaes', '--json'], { cwd });
  expect(run.exitCode).toBe(3);
  expect(JSON.parse(run.stdout).error).toMatchObject({
    code: 'UNKNOWN_DATABASE',
    message: 'there is no database "slaes" in the configuration; did you mean "sales"?',
  });
});

test('an unreachable Temporal is named, with exit code 4', async () => {
  const port = await freePort();
  writeFileSync(join(cwd, 'elsewhere.yaml'), exampleConfig.replace('localhost:7233', `127.0.0.1:${port}`));
  const run = await collectCli(['backup', 'start', 'sales', '--config', 'elsewhere.yaml'], { cwd });
  expect(run.exitCode).toBe(4);
  expect(run.stderr).toMatch(new RegExp(`^error TEMPORAL_UNREACHABLE: cannot reach Temporal at 127.0.0.1:${port}`));
});

test('a stack trace is shown with REDOUBT_DEBUG only', async () => {
  const argv = ['backup', 'start', 'no'];
  expect((await collectCli(argv, { cwd })).stderr).not.toMatch(/^\s+at /m);
  expect((await collectCli(argv, { cwd, env: { REDOUBT_DEBUG: '1' } })).stderr).toMatch(/^\s+at /m);
});
