import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { databaseTarget } from '../../src/config/database-target';
import { loadConfig } from '../../src/config/load-config';
import { withSession, type Session } from '../../src/oracle/session';
import { writeSandboxState } from '../../src/sandbox/sandbox-state';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { stopSandbox } from '../../src/sandbox/stop-sandbox';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { temporaryDirectory } from './temporary-directory';

const place = temporaryDirectory('oracle-part');
const directory = path.join(place, 'state');
const start = (data?: { readonly load: string }) =>
  startSandbox({ directory, env: process.env, parts: ['regions', 'oracle'], data: data ?? { demoBytes: 200_000 } });
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = (await start()).sandbox;
});

async function asBackupUser<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { config } = await sandbox.status();
  const target = databaseTarget(loadConfig({ path: config, cwd: '/', env: {} }).config, 'sales', {});
  return withSession(target, {}, work);
}

function salesTables(session: Session): Promise<readonly unknown[]> {
  const sql = "SELECT TABLE_NAME FROM ALL_TABLES WHERE OWNER = 'SALES' ORDER BY TABLE_NAME";
  return session.query(sql, {}, { doing: 'look for tables' });
}

test('the backup’s user is set up: it logs in with what the configuration says, and has its directory', async () => {
  const directories = await asBackupUser((session) =>
    session.query('SELECT DIRECTORY_NAME FROM ALL_DIRECTORIES', {}, { doing: 'look' }),
  );
  expect(directories).toContainEqual({ DIRECTORY_NAME: 'REDOUBT_DIR' });
});

test('the owner of the data logs in with what the status says', async () => {
  const { connectString, user, password } = (await sandbox.status()).oracle;
  const target = { name: 'sales', connectString, user, password };
  expect(await withSession(target, {}, salesTables)).not.toHaveLength(0);
});

test('a fault that is set from outside is felt on the wire, until it is cleared', async () => {
  await sandbox.oracle.addFault({ kind: 'refuse-login', error: 28_000 });
  await expect(asBackupUser(salesTables)).rejects.toMatchObject({ code: 'DATABASE_LOGIN_REFUSED' });
  await sandbox.oracle.clearFaults();
  await asBackupUser(salesTables);
});

test('killed and started again, it has the same data on the same port', async () => {
  const before = { status: await sandbox.status(), tables: await asBackupUser(salesTables) };
  await sandbox.kill('oracle');
  await sandbox.start('oracle');
  expect({ status: await sandbox.status(), tables: await asBackupUser(salesTables) }).toEqual(before);
});

test('a start that was cut short while SALES was filled begins again with an empty database', async () => {
  const { oracle, ...rest } = sandbox.state;
  if (oracle === undefined) throw new Error('no oracle');
  writeSandboxState(directory, { ...rest, oracle: { ...oracle, filled: false } });
  const again = await startSandbox({ directory, env: process.env });
  expect(again.sandbox.state.oracle?.filled).toBe(true);
  expect(await asBackupUser(salesTables)).not.toHaveLength(0);
});

test('a folder of CSV files takes the place of the demo’s rows, once it is stopped', async () => {
  const load = path.join(place, 'csv');
  mkdirSync(load);
  writeFileSync(path.join(load, 'trees.csv'), 'ID,NAME\n1,oak\n2,ash\n');
  await expect(start({ load })).rejects.toMatchObject({ code: 'SANDBOX_RUNNING' });
  await stopSandbox(directory, process.env, false);
  await start({ load });
  expect(await asBackupUser(salesTables)).toEqual([{ TABLE_NAME: 'TREES' }]);
});

test('a folder that cannot be loaded is refused with its file and line, and leaves nothing running', async () => {
  const load = path.join(place, 'bad');
  mkdirSync(load);
  writeFileSync(path.join(load, 'trees.csv'), 'ID,NAME\n1,oak,green\n');
  const own = path.join(place, 'other');
  const failure = startSandbox({ directory: own, env: process.env, parts: ['oracle'], data: { load } });
  await expect(failure).rejects.toMatchObject({
    code: 'LOAD_INVALID',
    message: expect.stringContaining('trees.csv, line 2'),
  });
  expect(await stopSandbox(own, process.env, true)).toBe(false);
});
