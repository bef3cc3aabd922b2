import { WorkflowFailedError } from '@temporalio/client';
import type { BackupResult } from '../../src/domain/backup-result';
import { inPhase, openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({
    demoBytes: 12_000_000,
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
    },
  });
  await lab.worker('a');
});
afterAll(() => lab.close());
afterEach(() => lab.quieten());

const slowJob = { kind: 'slow-job', bytesPerSecond: 3_000_000 } as const;
const slowReads = { kind: 'slow-reads', delayMs: 200 } as const;

const statusOf = (id: string): Promise<string> =>
  lab.client.workflow
    .getHandle(id)
    .describe()
    .then(({ status }) => status.name);

/** Undefined while there is no such workflow. */
const pendingActivities = (id: string): Promise<number | undefined> =>
  lab.client.workflow
    .getHandle(id)
    .describe()
    .then(
      ({ raw }) => (raw.pendingActivities ?? []).length,
      () => undefined,
    );

const keeperIsGone = (): Promise<true> =>
  waitFor('the keeper to end', async () => ((await statusOf('redoubt/sales')) === 'RUNNING' ? undefined : true));

const manifests = async (): Promise<readonly string[]> =>
  (await Promise.all(lab.regionNames.map((region) => lab.objectsIn(region))))
    .flat()
    .filter((key) => key.includes('/manifests/'));

it('a pause in the export stops the job in the database, and resume goes on with the same one', async () => {
  await lab.sandbox.oracle.addFault(slowJob);
  const handle = await lab.start();
  await waitFor('the job to write', async () => (await lab.leftInDatabase()).some((name) => name.endsWith('.dmp')));
  await handle.signal('pause');
  const stateOf = async (): Promise<string | undefined> => (await lab.jobs())[0]?.state;
  await waitFor('the job to stand still', async () => (await stateOf()) === 'NOT RUNNING');
  expect(await progressOf(handle)).toMatchObject({ paused: true, phase: 'export' });

  await lab.sandbox.oracle.clearFaults();
  await handle.signal('resume');
  const result = (await handle.result()) as BackupResult;
  expect(result).toMatchObject({ outcome: 'sealed', attempts: 1 });
  await lab.proveRestorable(result.backupId);
});

it('a pause in the copy ends after the parts in flight, and resume copies the rest', async () => {
  await lab.sandbox.oracle.addFault(slowReads);
  const handle = await lab.start();
  await inPhase(handle, 'copy');
  await handle.signal('pause');
  // No lane activity is pending any more: nothing reads the database, nothing is sent.
  await waitFor('the batches to end', async () => {
    const pending = await Promise.all([1, 2].map((n) => pendingActivities(`${handle.workflowId}/file-${n}`)));
    return pending.every((count) => count === 0);
  });
  expect((await progressOf(handle)).paused).toBe(true);
  await lab.sandbox.oracle.clearFaults();
  await handle.signal('resume');
  const result = (await handle.result()) as BackupResult;
  expect(result.outcome).toBe('sealed');
  await lab.proveRestorable(result.backupId);
});

it.each([
  ['export', slowJob],
  ['copy', slowReads],
] as const)(
  'a backup that is cancelled in the %s leaves no job, no dump file and no manifest',
  async (phase, fault) => {
    const before = await manifests();
    await lab.sandbox.oracle.addFault(fault);
    const handle = await lab.start();
    await inPhase(handle, phase);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await statusOf(handle.workflowId)).toBe('CANCELLED');
    expect(await lab.leftInDatabase()).toEqual([]);
    expect(await manifests()).toEqual(before);
  },
);

it('a backup that is terminated is cleaned up by its keeper', async () => {
  await lab.sandbox.oracle.addFault(slowJob);
  const handle = await lab.start();
  await waitFor('the job to write', async () => (await lab.leftInDatabase()).some((name) => name.endsWith('.dmp')));
  await handle.terminate('a test');
  await keeperIsGone();
  expect(await lab.leftInDatabase()).toEqual([]);
});

it('a second backup of the database is refused while one runs, and names it', async () => {
  await lab.sandbox.oracle.addFault(slowJob);
  const first = await lab.start();
  await inPhase(first, 'export');
  const second = await lab.redoubt('backup', 'start', 'sales', '--wait', '--json');
  expect(second.exitCode).toBe(7);
  const answer = JSON.parse(second.stdout) as BackupResult;
  expect(answer).toMatchObject({ outcome: 'failed', error: { code: 'DATABASE_BUSY' } });
  expect(answer.error?.message).toContain(first.workflowId);
  await first.cancel();
  await first.result().catch(() => undefined);
});

it('the run’s page in Temporal’s UI shows the progress as a table', async () => {
  const handle = await lab.start();
  await handle.result();
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  expect(metadata.currentDetails).toMatch(/^\*\*sales: sealed\*\*/);
  expect(metadata.currentDetails).toMatch(/\| phase\W+since\W+took\W+bytes\W+speed\W+\|/);
  expect(metadata.currentDetails).toMatch(/\| frankfurt\W+whole\W+\|/);
});
