import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { BatchDone } from '../../src/domain/copy-work';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { failureOf, progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { allWhole, exported, scriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input?: unknown): Promise<WorkflowHandle> => startBackup(lab, database, input);

describe('the end of a backup', () => {
  const longExport = async (): Promise<ExportOutcome> => {
    await untilStopped();
    return { kind: 'stopped' };
  };

  it('by cancellation leaves no manifest, and the keeper cleans up before the run is over', async () => {
    await lab.run({ runExport: longExport }, async ({ calls }) => {
      const handle = await start('cancelled');
      await waitFor('the export', async () => (await progressOf(handle)).phase === 'export');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      expect(await statusOf(lab, handle.workflowId)).toBe('CANCELLED');
      expect(calls.filter((call) => call.startsWith('clean up'))).toHaveLength(1);
      expect(calls.some((call) => call.startsWith('manifest'))).toBe(false);
    });
  });

  it('by Terminate lets the keeper clean up, and the next backup waits for that', async () => {
    await lab.run({ runExport: longExport }, async ({ calls }) => {
      const handle = await start('terminated');
      await waitFor('the export', async () => (await progressOf(handle)).phase === 'export');
      await handle.terminate('a test');
      await waitFor('the keeper to clean up', () => calls.some((call) => call.startsWith('clean up')));
      await waitFor('the keeper to end', async () => (await statusOf(lab, 'redoubt/terminated')) !== 'RUNNING');
    });
    await lab.run({}, async () => {
      expect((await resultOf(await start('terminated'))).outcome).toBe('sealed');
    });
  });

  it('by its time limit lets the keeper clean up, and the retry that a policy asks for takes the database over', async () => {
    let runs = 0;
    const runExport = async (): Promise<ExportOutcome> => {
      runs += 1;
      if (runs > 1) return exported;
      await untilStopped();
      return { kind: 'stopped' };
    };
    await lab.run({ runExport }, async ({ calls, client }) => {
      const handle = await client.workflow.start('backupDatabase', {
        taskQueue,
        workflowId: `limited-${randomUUID()}`,
        args: [{ database: 'limited' }],
        workflowRunTimeout: '15s',
        retry: { maximumAttempts: 2, initialInterval: '1s' },
      });
      const result = await resultOf(handle);
      expect(result.outcome).toBe('sealed');
      // Once after the run that timed out, under its own id, and once at the end of its retry.
      const cleaned = calls.filter((call) => call.startsWith('clean up'));
      expect(cleaned).toHaveLength(2);
      expect(cleaned[1]).toBe(`clean up ${result.backupId}`);
    });
  });

  it('by Reset takes the database over from the keeper of the run before', async () => {
    let release = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => release);
      return exported;
    };
    await lab.run({ runExport }, async () => {
      const handle = await start('reset');
      await waitFor('the export', async () => (await progressOf(handle)).phase === 'export');
      const { runId } = await handle.describe();
      const { events } = await handle.fetchHistory();
      const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes);
      await lab.client.workflowService.resetWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: handle.workflowId, runId },
        reason: 'a test',
        workflowTaskFinishEventId: firstTask?.eventId ?? null,
        requestId: randomUUID(),
      });
      release = true;
      const again = lab.client.workflow.getHandle(handle.workflowId);
      expect((await resultOf(again)).outcome).toBe('sealed');
    });
  });

  it('a cancel that comes after the first manifest answers sealed', async () => {
    let cancelled = false;
    const putManifest = async (): Promise<{ stored: boolean }> => {
      await waitFor('the cancel', () => cancelled);
      return { stored: true };
    };
    await lab.run({ putManifest }, async ({ calls }) => {
      const handle = await start('too-late');
      await waitFor('the commit', () => calls.some((call) => call.startsWith('sign')));
      await handle.cancel();
      cancelled = true;
      expect((await resultOf(handle)).outcome).toBe('sealed');
    });
  });
});

describe('the quorum', () => {
  const planThatLasts =
    (maxDurationMs: number) => async (request: { database: string; backupId: string; startedAt: string }) => {
      const planned = await scriptedActivities([]).planBackup(request);
      return { ...planned, plan: { ...planned.plan, maxDurationMs } };
    };

  it('is given up in the copy too, when no region takes a part for as long as the backup may try', async () => {
    const copyBatch = async (): Promise<BatchDone> => {
      throw new BackupError('REGION_UNAVAILABLE', 'no region answers');
    };
    await lab.run({ planBackup: planThatLasts(4000), copyBatch }, async ({ calls }) => {
      expect((await failureOf(await start('nowhere'))).type).toBe('QUORUM_NOT_REACHED');
      expect(calls.filter((call) => call.startsWith('clean up'))).toHaveLength(1);
    });
  });

  it('seals with two of three regions, and an abandoned repair fills the third', async () => {
    const inspectCopies = async (order: Parameters<typeof allWhole>[0]) =>
      allWhole(order).map((copy) =>
        copy.region === 'london'
          ? { ...copy, state: 'unavailable' as const, missingParts: 22, reason: 'refused' }
          : copy,
      );
    await lab.run({ inspectCopies }, async ({ calls }) => {
      const result = await resultOf(await start('two-of-three'));
      expect(result.outcome).toBe('sealed');
      expect(result.repairWorkflowId).toBe(`redoubt-repair/${result.backupId}`);
      expect(calls.filter((call) => call.startsWith('manifest')).sort()).toEqual([
        'manifest frankfurt',
        'manifest stockholm',
      ]);
      await waitFor(
        'the repair',
        async () => (await statusOf(lab, `redoubt-repair/${result.backupId}`)) === 'COMPLETED',
      );
    });
  });

  it('that is out of reach keeps the backup trying until its longest duration, then fails it', async () => {
    const inspectCopies = async (order: Parameters<typeof allWhole>[0]) =>
      allWhole(order).map((copy) => ({ ...copy, state: 'unavailable' as const, missingParts: 22, reason: 'refused' }));
    await lab.run({ planBackup: planThatLasts(15_000), inspectCopies }, async ({ calls }) => {
      const { type, message, result } = await failureOf(await start('no-quorum'));
      expect(type).toBe('QUORUM_NOT_REACHED');
      expect(message).toMatch(/london unavailable, 22 parts missing \(refused\)/);
      expect(result.copies).toHaveLength(3);
      expect(calls.some((call) => call.startsWith('sign'))).toBe(false);
    });
  });
});
