import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { migrateAfterBackup } from '../../examples/backup-before-migration/workflows';
import { failureOf } from '../harness/failed-run';
import { waitFor } from '../harness/wait-for';
import { statusOf } from '../workflows/backup-runs';
import type { ScriptedActivities } from '../workflows/scripted-activities';
import { longExport, slowBefore } from '../workflows/slow-runs';
import { openWorkflowLab, type WorkflowLab } from '../workflows/workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

type Handle = WorkflowHandle<typeof migrateAfterBackup>;

/** Runs the example's workflow on a real server beside real backups; scripted are what they do, and the migration. */
async function withMigration(
  backup: Partial<ScriptedActivities>,
  release: string,
  test: (migration: Handle) => Promise<void>,
): Promise<void> {
  const connection = await NativeConnection.connect({ address: lab.address });
  try {
    await lab.run(backup, async ({ client, calls }) => {
      const worker = await Worker.create({
        connection,
        taskQueue: 'migrations',
        workflowsPath: require.resolve('../../examples/backup-before-migration/workflows'),
        activities: {
          migrate: async (to: string): Promise<string> => {
            calls.push(`migrate to ${to}`);
            return to;
          },
        },
      });
      await worker.runUntil(async () => {
        const request = { database: 'sales', release };

        const options = {
          taskQueue: 'migrations',
          workflowId: `release-${release}`,
          args: [request] as [typeof request],
        };
        await test(await client.workflow.start<typeof migrateAfterBackup>('migrateAfterBackup', options));
      });
    });
  } finally {
    await connection.close();
  }
}

const migrations = (): readonly string[] => lab.calls.filter((call) => call.startsWith('migrate'));
const backupOf = (release: string): string => `before-release-${release}-of-sales`;

test('after a sealed backup it migrates, once, and answers both', async () => {
  await withMigration({}, '1', async (migration) => {
    const { backup, migrated } = await migration.result();
    expect(migrated).toBe('1');
    expect(backup).toMatchObject({ outcome: 'sealed', workflowId: backupOf('1') });
    expect(backup.deadline).toMatchObject({ policy: 'fail', isMet: true });
    expect(migrations()).toEqual(['migrate to 1']);
    expect(lab.calls.findIndex((call) => call.startsWith('migrate'))).toBeGreaterThan(
      lab.calls.findLastIndex((call) => call.startsWith('manifest ')),
    );
  });
});

test('after a backup that failed it does not migrate, and says why', async () => {
  const runExport = (): Promise<never> =>
    Promise.reject(ApplicationFailure.nonRetryable('tables EMP and DEPT failed', 'EXPORT_INCOMPLETE'));
  await withMigration({ runExport }, '2', async (migration) => {
    expect(await failureOf(migration)).toMatchObject({
      code: 'NOT_BACKED_UP',
      message: 'the backup of sales failed: tables EMP and DEPT failed; nothing was migrated',
    });
    expect(migrations()).toEqual([]);
  });
});

test('a backup that cannot make the window is refused before its export, and nothing is migrated', async () => {
  await withMigration(slowBefore, '3', async (migration) => {
    expect(await failureOf(migration)).toMatchObject({
      code: 'NOT_BACKED_UP',
      message: expect.stringContaining('at best'),
    });
    expect(lab.calls).not.toContain('export');
    expect(migrations()).toEqual([]);
  });
});

test('a backup that somebody cancels is no backup', async () => {
  await withMigration({ runExport: longExport }, '4', async (migration) => {
    await waitFor('the backup', async () => (await statusOf(lab, backupOf('4'))) === 'RUNNING');
    await lab.client.workflow.getHandle(backupOf('4')).cancel();
    expect(await failureOf(migration)).toMatchObject({ code: 'NOT_BACKED_UP' });
    expect(migrations()).toEqual([]);
  });
});

test('whoever cancels the migration cancels the backup with it', async () => {
  await withMigration({ runExport: longExport }, '5', async (migration) => {
    await waitFor('the backup', async () => (await statusOf(lab, backupOf('5'))) === 'RUNNING');
    await migration.cancel();
    await expect(migration.result()).rejects.toThrow(WorkflowFailedError);
    expect(await statusOf(lab, 'release-5')).toBe('CANCELLED');
    await waitFor('the backup’s end', async () => (await statusOf(lab, backupOf('5'))) === 'CANCELLED');
    expect(migrations()).toEqual([]);
  });
});
