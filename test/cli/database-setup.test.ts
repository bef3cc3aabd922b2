import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleConfig } from '../config/example-config';
import { collectCli } from './collected-io';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'redoubt-setup-'));
  writeFileSync(join(cwd, 'redoubt.yaml'), exampleConfig);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const setUp = (...options: readonly string[]) => collectCli(['database', 'setup', 'sales', ...options], { cwd });

test('the SQL is a script that a DBA can run as it is, and holds no password', async () => {
  const { exitCode, stdout } = await collectCli(['database', 'setup', 'sales', '--path', '/u01/redoubt'], {
    cwd,
    env: { SALES_PASSWORD: 'tiger' },
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("ACCEPT password CHAR PROMPT 'New password of REDOUBT: ' HIDE\n");
  expect(stdout).toMatch(/^CREATE USER REDOUBT IDENTIFIED BY "&password" .*;$/m);
  expect(stdout).toMatch(/^CREATE DIRECTORY REDOUBT_DIR AS '\/u01\/redoubt';$/m);
  expect(stdout).not.toContain('tiger');
});

test('without a path the directory object is expected to be there, and the script says so', async () => {
  const { stdout } = await setUp();
  expect(stdout).not.toContain('CREATE DIRECTORY');
  expect(stdout).toContain('-- The directory object must exist');
});

test('on RDS blocks end with a slash', async () => {
  expect((await setUp('--rds')).stdout).toMatch(/^BEGIN rdsadmin.*END;\n\/$/m);
});

test('--pdb switches the container first', async () => {
  const { statements } = JSON.parse((await setUp('--pdb', 'SALESPDB', '--json')).stdout);
  expect(statements[0]).toEqual({
    sql: 'ALTER SESSION SET CONTAINER = SALESPDB',
    purpose: 'work in the pluggable database',
  });
});

test('--as without a password on stdin is refused', async () => {
  const env = { SALES_PASSWORD: 'tiger' };
  const argv = ['database', 'setup', 'sales', '--as', 'SYSTEM'];
  expect(await collectCli(argv, { cwd, env })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--password-stdin'),
  });
  expect(await collectCli([...argv, '--password-stdin'], { cwd, env, stdin: '\n' })).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('there is no password of SYSTEM on stdin'),
  });
});

test('an unknown database is refused', async () => {
  expect(await collectCli(['database', 'setup', 'sale'], { cwd })).toMatchObject({ exitCode: 3 });
});
