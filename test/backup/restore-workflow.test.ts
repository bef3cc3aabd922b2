import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { RestoredBackup } from '../../activities/restore';
import type { BackupResult } from '../../src/domain/backup-result';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { failureOf } from '../harness/failed-run';
import { historyText } from '../harness/history-text';
import { manyParts } from '../harness/many-parts';
import { waitFor } from '../harness/wait-for';
import type { WorkerProcess } from '../harness/worker-process';

let lab: BackupLab;
let worker: WorkerProcess;
let first: BackupResult;
let second: BackupResult;
/** Between the two. */
let noon: string;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  worker = await lab.restoringWorker('a');
  first = (await (await lab.start()).result()) as BackupResult;
  noon = new Date().toISOString();
  second = (await (await lab.start()).result()) as BackupResult;
}, 120_000);
afterAll(() => lab.close());

const emptyDirectory = (): string => mkdtempSync(join(lab.sandbox.directory, 'restore-'));

/** In no directory that exists, so that nothing else can make it. */
const nowhere = join(tmpdir(), randomUUID(), 'restored');

const start = (request: object): Promise<WorkflowHandle> =>
  lab.client.workflow.start('restoreBackup', {
    taskQueue: 'redoubt-restore',
    workflowId: `restore-${randomUUID()}`,
    args: [request],
  });

const restored = async (request: object): Promise<RestoredBackup> =>
  (await (await start(request)).result()) as RestoredBackup;

async function expectSameRows(to: string): Promise<void> {
  const compared = await lab.redoubt('sandbox', 'compare', 'sales', '--from', to, '--json');
  expect([compared.exitCode, JSON.parse(compared.stdout)]).toEqual([0, expect.objectContaining({ equal: true })]);
}

it('a restore as a workflow gives back the backup that is named by its id, and its rows', async () => {
  const to = emptyDirectory();
  const report = await restored({ database: 'sales', backup: first.backupId, to });
  expect(report).toMatchObject({ backupId: first.backupId, scn: first.scn, to, problems: [], warnings: [] });
  expect(readdirSync(to).toSorted()).toEqual(report.files.map(({ name }) => name).toSorted());
  await expectSameRows(to);
});

it('the latest one, and the newest before a time, into a directory that it makes', async () => {
  const to = join(emptyDirectory(), 'new');
  expect((await restored({ database: 'sales', backup: 'latest', to })).backupId).toBe(second.backupId);
  const before = await restored({ database: 'sales', before: noon, to: emptyDirectory() });
  expect(before.backupId).toBe(first.backupId);
});

it.each([
  [{ database: 'sales', backup: 'latest' }, 'INVALID_REQUEST', /to: /],
  [{ database: 'sales', backup: 'latest', to: 'here' }, 'INVALID_REQUEST', /to: give an absolute path/],
  [{ database: 'sales', to: nowhere }, 'INVALID_REQUEST', /either "backup" or "before"/],
  [{ database: 'sales', backup: 'newest', to: nowhere }, 'INVALID_REQUEST', /backup: /],
  [{ database: 'slaes', backup: 'latest', to: nowhere }, 'UNKNOWN_DATABASE', /slaes/],
  [{ database: 'sales', backup: '20200101T000000Z-000000', to: nowhere }, 'BACKUP_NOT_FOUND', /20200101T000000Z/],
])('%j fails at once with %s', async (request, code, message) => {
  const failure = await failureOf(await start(request));
  expect(failure).toMatchObject({ code, retried: [] });
  expect(failure.message).toMatch(message);
  expect(existsSync(nowhere)).toBe(false);
});

it('a worker whose identity cannot be read does not start', async () => {
  const { exitCode, stderr } = await lab.redoubt('worker', '--identity', '/nowhere/identity.txt');
  expect(exitCode).toBe(9);
  expect(stderr).toMatch(/IDENTITY_INVALID: the identity file \/nowhere\/identity.txt cannot be read: ENOENT/);
});

it('a directory with anything else in it is refused, and not touched', async () => {
  const to = emptyDirectory();
  writeFileSync(join(to, 'precious.dmp'), 'rows');
  const failure = await failureOf(await start({ database: 'sales', backup: 'latest', to }));
  expect(failure.code).toBe('TARGET_NOT_EMPTY');
  expect(failure.message).toContain('precious.dmp');
  expect(readdirSync(to)).toEqual(['precious.dmp']);
});

it('a worker that is killed in mid-restore is followed by another, which goes on with what it wrote', async () => {
  const to = join(emptyDirectory(), 'killed');
  mkdirSync(to);
  // Parts come through until some are on the disk, then no more: the kill is in the middle.
  let parts = 0;
  for (const proxy of Object.values(lab.proxies)) {
    proxy.behaviour = {
      before: ({ method, path }) => {
        if (method !== 'GET' || !path.includes('/parts/')) return undefined;
        parts += 1;
        return parts > 6 ? 'hang' : undefined;
      },
    };
  }
  const handle = await start({ database: 'sales', backup: first.backupId, to });
  await waitFor('parts to hang', () => parts > 6);
  await worker.kill();
  expect(readdirSync(to).every((name) => name.endsWith('.partial'))).toBe(true);
  const before = readdirSync(to);
  expect(before.length).toBeGreaterThan(0);

  for (const proxy of Object.values(lab.proxies)) proxy.behaviour = {};
  worker = await lab.restoringWorker('a');
  const report = (await handle.result()) as RestoredBackup;
  expect(readdirSync(to).toSorted()).toEqual(report.files.map(({ name }) => name).toSorted());
  await expectSameRows(to);
});

it('a cancelled restore leaves nothing in the directory', async () => {
  const to = emptyDirectory();
  for (const proxy of Object.values(lab.proxies)) {
    proxy.behaviour = {
      before: ({ method, path }) => (method === 'GET' && path.includes('/parts/') ? 'hang' : undefined),
    };
  }
  const handle = await start({ database: 'sales', backup: 'latest', to });
  await waitFor('a file', () => readdirSync(to).length > 0);
  await handle.cancel();
  await handle.result().catch(() => undefined);
  for (const proxy of Object.values(lab.proxies)) proxy.behaviour = {};
  expect((await handle.describe()).status.name).toBe('CANCELLED');
  expect(readdirSync(to)).toEqual([]);
});

it('no identity is in the history of a restore', async () => {
  const handle = await start({ database: 'sales', backup: 'latest', to: emptyDirectory() });
  await handle.result();
  const secret = readFileSync(lab.identityFile, 'utf8').trim().split('\n').at(-1) ?? '';
  expect(secret).toMatch(/^AGE-SECRET-KEY-/);
  const history = await historyText(handle);
  expect(history).toContain('"database":"sales"');
  expect(history).not.toContain(secret);
});
