import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withSession, type Session } from '../../src/oracle/session';
import { compareRestored } from '../../src/sandbox/compare/compare-restored';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { systemTarget } from '../../src/sandbox/system-target';
import { waitFor } from '../harness/wait-for';
import { collectCli } from '../cli/collected-io';
import { temporaryDirectory } from './temporary-directory';

const place = temporaryDirectory('compare-restored');
const directory = path.join(place, 'state');
const never = new AbortController().signal;
let sandbox: Sandbox;

beforeAll(async () => {
  const load = path.join(place, 'csv');
  mkdirSync(load);
  writeFileSync(path.join(load, 'trees.csv'), 'ID,NAME\n1,oak\n2,ash\n3,\n');
  writeFileSync(path.join(load, 'birds.csv'), 'ID,WINGS\n1,2\n');
  sandbox = (await startSandbox({ directory, env: process.env, parts: ['oracle'], data: { load } })).sandbox;
});

const asDba = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
  withSession(systemTarget(sandbox.state), {}, work);

/** An export as of now, of whole tables or of some rows; its dump files in a folder as if restored. */
async function exportTo(name: string, where = ''): Promise<string> {
  const filter =
    where === ''
      ? ''
      : `DBMS_DATAPUMP.DATA_FILTER(handle => h, name => 'SUBQUERY', value => :filter, table_name => 'TREES', schema_name => 'SALES');`;
  const block = `DECLARE h NUMBER; BEGIN
    h := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'SCHEMA', job_name => :name);
    DBMS_DATAPUMP.ADD_FILE(handle => h, filename => :dump, directory => 'REDOUBT_DIR', filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_DUMP_FILE);
    DBMS_DATAPUMP.METADATA_FILTER(handle => h, name => 'SCHEMA_EXPR', value => 'IN (''SALES'')');
    ${filter}
    DBMS_DATAPUMP.SET_PARAMETER(handle => h, name => 'FLASHBACK_SCN', value => :scn);
    DBMS_DATAPUMP.START_JOB(handle => h);
    DBMS_DATAPUMP.WAIT_FOR_JOB(handle => h, job_state => :state);
  END;`;
  await asDba(async (session) => {
    const [row] = await session.query('SELECT CURRENT_SCN AS SCN FROM V$DATABASE', {}, { doing: 'read the SCN' });
    const binds = { name, dump: `${name.toLowerCase()}_%L.dmp`, scn: Number(row?.['SCN']), state: { outBytes: 30 } };
    const filtered = where === '' ? binds : { ...binds, filter: where };
    expect(await session.run(block, filtered, { doing: 'export' })).toEqual({ state: 'COMPLETED' });
  });
  const folder = path.join(place, name);
  mkdirSync(folder);
  const dumps = path.join(directory, 'oracle', 'dump-files');
  for (const file of readdirSync(dumps)) {
    if (file.startsWith(name.toLowerCase())) cpSync(path.join(dumps, file), path.join(folder, file));
  }
  return folder;
}

async function nothingIsLeft(): Promise<void> {
  const looking = { doing: 'look for what a comparison left' };
  const scratch = "SELECT USERNAME AS NAME FROM DBA_USERS WHERE USERNAME LIKE 'COMPARE%'";
  const objects = "SELECT DIRECTORY_NAME AS NAME FROM DBA_DIRECTORIES WHERE DIRECTORY_NAME LIKE 'COMPARE%'";
  await asDba(async (session) => {
    const jobs = await session.query('SELECT JOB_NAME FROM DBA_DATAPUMP_JOBS', {}, looking);
    expect(jobs).toEqual([]);
    expect([...(await session.query(scratch, {}, looking)), ...(await session.query(objects, {}, looking))]).toEqual(
      [],
    );
  });
  expect(readdirSync(path.join(directory, 'oracle')).filter((name) => name.startsWith('compare'))).toEqual([]);
}

test('a dump is equal to what the database held at its SCN, whatever was changed since', async () => {
  const folder = await exportTo('WHOLE');
  await asDba(async (session) => {
    await session.run("INSERT INTO SALES.TREES (ID, NAME) VALUES (4, 'elm')", {}, { doing: 'plant' });
    await session.run('COMMIT', {}, { doing: 'commit' });
  });
  const { equal, tables } = await compareRestored(sandbox, folder, never);
  expect(tables).toEqual([
    { table: 'BIRDS', rows: 1, restoredRows: 1, equal: true, differences: [] },
    { table: 'TREES', rows: 3, restoredRows: 3, equal: true, differences: [] },
  ]);
  expect(equal).toBe(true);
  await nothingIsLeft();
});

test('the command ends with the exit code of a difference, and names the rows', async () => {
  const folder = await exportTo('PART', 'WHERE ID <> 2');
  const env = { ...process.env, REDOUBT_SANDBOX_DIR: directory };
  const { exitCode, stdout } = await collectCli(['sandbox', 'compare', 'sales', '--from', folder, '--json'], { env });
  expect(exitCode).toBe(9);
  const { equal, tables } = JSON.parse(stdout) as {
    equal: boolean;
    tables: { table: string; differences: string[] }[];
  };
  expect(equal).toBe(false);
  const [difference = ''] = tables.find(({ table }) => table === 'TREES')?.differences ?? [];
  expect(difference).toMatch(/^not restored: ID="2"/);
  await nothingIsLeft();
});

test('a comparison that is interrupted leaves nothing in the database', async () => {
  const folder = await exportTo('CUT');
  await sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 10 });
  const interruption = new AbortController();
  const comparing = compareRestored(sandbox, folder, interruption.signal);
  await waitFor('the import runs', () =>
    asDba(async (session) => {
      const sql = "SELECT 1 FROM DBA_DATAPUMP_JOBS WHERE STATE = 'EXECUTING'";
      return (await session.query(sql, {}, { doing: 'look' })).length > 0;
    }),
  );
  interruption.abort(new Error('Ctrl-C'));
  await expect(comparing).rejects.toThrow('Ctrl-C');
  await sandbox.oracle.clearFaults();
  await nothingIsLeft();
});

test('a folder without dump files, or with files that are none, is refused', async () => {
  const empty = path.join(place, 'empty');
  mkdirSync(empty);
  await expect(compareRestored(sandbox, empty, never)).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
  writeFileSync(path.join(empty, 'x.dmp'), Buffer.alloc(8192));
  await expect(compareRestored(sandbox, empty, never)).rejects.toMatchObject({
    code: 'BACKUP_UNREADABLE',
    message: expect.stringContaining('x.dmp'),
  });
  await expect(compareRestored(sandbox, path.join(place, 'nowhere'), never)).rejects.toMatchObject({ code: 'USAGE' });
});

test('a dump whose rows are damaged is refused by the import, with its log', async () => {
  const folder = await exportTo('HURT');
  const [file = ''] = readdirSync(folder);
  const bytes = readFileSync(path.join(folder, file));
  bytes.fill(0xff, 4096 + 32, 4096 + 64);
  writeFileSync(path.join(folder, file), bytes);
  await expect(compareRestored(sandbox, folder, never)).rejects.toMatchObject({ code: expect.any(String) });
  await nothingIsLeft();
});
