import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { BackupProgress } from '../../src/domain/backup-progress';
import type { BackupResult } from '../../src/domain/backup-result';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { allWhole, batchDone, exported, scriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input: unknown = { database }): Promise<WorkflowHandle> =>
  lab.client.workflow.start('backupDatabase', { taskQueue, workflowId: `${database}-${randomUUID()}`, args: [input] });

const resultOf = async (handle: WorkflowHandle): Promise<BackupResult> => (await handle.result()) as BackupResult;

/** The failure of a run: its code, its message and the result so far. */
async function failureOf(handle: WorkflowHandle): Promise<{ type: string; message: string; result: BackupResult }> {
  const error = await handle.result().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError)) throw new Error('the run did not fail');
  // toFailure made it: an ApplicationFailure with the result as its details.
  const cause = error.cause as unknown as { type: string; message: string; details: [BackupResult] };
  return { type: cause.type, message: cause.message, result: cause.details?.[0] };
}

const statusOf = async (id: string): Promise<string> =>
  lab.client.workflow
    .getHandle(id)
    .describe()
    .then(
      ({ status }) => status.name,
      () => 'NONE',
    );

const progressOf = (handle: WorkflowHandle): Promise<BackupProgress> => handle.query<BackupProgress>('progress');

describe('a backup', () => {
  it('exports, copies every part once, signs once, and writes the manifest to every whole region', async () => {
    await lab.run({}, async ({ calls }) => {
      const result = await resultOf(await start('good'));
      expect(result).toMatchObject({
        version: 1,
        outcome: 'sealed',
        bytes: 700 * 2 ** 20,
        scn: '5000123',
        files: 3,
        leftBehind: [],
      });
      expect(result.copies.map(({ state, manifest }) => [state, manifest])).toEqual([
        ['whole', true],
        ['whole', true],
        ['whole', true],
      ]);
      expect(result.phases.map(({ name }) => name)).toEqual(['prepare', 'export', 'copy', 'seal']);
      expect(calls.filter((call) => call.startsWith('copy 1')).sort()).toEqual([
        'copy 1:0-8',
        'copy 1:16-19',
        'copy 1:8-16',
      ]);
      expect(calls.filter((call) => call.startsWith('sign'))).toEqual(['sign 3 files']);
      expect(calls.filter((call) => call.startsWith('manifest')).sort()).toEqual([
        'manifest frankfurt',
        'manifest london',
        'manifest stockholm',
      ]);
      expect(calls.at(-1)).toBe(`clean up ${result.backupId}`);
      expect(await statusOf('redoubt/good')).toBe('COMPLETED');
    });
  });

  it.each([
    [{}, 'INVALID_REQUEST', /database/],
    [{ database: 'x', databse: 'y' }, 'INVALID_REQUEST', /databse/],
    ['sales', 'INVALID_REQUEST', /object/],
    [{ database: 'x', deadline: 'PT1H' }, 'NOT_BUILT_YET', /deadline/],
  ])('with the request %j fails at once and names the field', async (input, code, names) => {
    await lab.run({}, async () => {
      const failure = await failureOf(await start('bad', input));
      expect(failure.type).toBe(code);
      expect(failure.message).toMatch(names);
    });
  });

  it('fails with the code of what a person has to mend, and its result so far', async () => {
    const inspectDatabase = async () => {
      throw new BackupError('PRIVILEGE_MISSING', 'REDOUBT lacks CREATE TABLE', {
        hint: 'GRANT CREATE TABLE TO REDOUBT',
      });
    };
    await lab.run({ inspectDatabase }, async ({ calls }) => {
      const { type, message, result } = await failureOf(await start('refused'));
      expect([type, message]).toEqual(['PRIVILEGE_MISSING', 'REDOUBT lacks CREATE TABLE']);
      expect(result).toMatchObject({
        outcome: 'failed',
        error: { code: 'PRIVILEGE_MISSING', hint: 'GRANT CREATE TABLE TO REDOUBT' },
      });
      expect(calls).not.toContain('export');
      expect(await statusOf('redoubt/refused')).toBe('COMPLETED');
    });
  });

  it('begins another attempt when an export cannot be brought to an end, with new names and a new SCN', async () => {
    let attempts = 0;
    const runExport = async (): Promise<ExportOutcome> => {
      attempts += 1;
      return attempts < 2 ? { kind: 'next-attempt', code: 'UNDO_TOO_SHORT', reason: 'ORA-01555' } : exported;
    };
    await lab.run({ runExport }, async () => {
      const result = await resultOf(await start('attempts'));
      expect(result.attempts).toBe(2);
    });
  });

  it('refuses a second backup of the same database while one runs, and says which', async () => {
    let stopped = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => stopped);
      return exported;
    };
    await lab.run({ runExport }, async () => {
      const first = await start('busy');
      await waitFor('the first to export', async () => (await progressOf(first)).phase === 'export');
      const { type, message } = await failureOf(await start('busy'));
      expect(type).toBe('DATABASE_BUSY');
      expect(message).toContain(first.workflowId);
      stopped = true;
      expect((await resultOf(first)).outcome).toBe('sealed');
    });
  });
});

describe('a pause', () => {
  it('in the export stops the Data Pump job, and resume goes on', async () => {
    let runs = 0;
    const runExport = async (): Promise<ExportOutcome> => {
      runs += 1;
      if (runs > 1) return exported;
      await untilStopped();
      return { kind: 'stopped' };
    };
    await lab.run({ runExport }, async ({ calls }) => {
      const handle = await start('pausing');
      await waitFor('the export', async () => (await progressOf(handle)).phase === 'export' && runs === 1);
      await handle.signal('pause');
      await waitFor('the job to be stopped', () => calls.includes('pause export'));
      expect((await progressOf(handle)).paused).toBe(true);
      expect(runs).toBe(1);
      await handle.signal('resume');
      expect((await resultOf(handle)).outcome).toBe('sealed');
      expect(runs).toBe(2);
    });
  });

  it('in the copy ends the batches after their parts in flight, and the rest is copied after resume', async () => {
    const orders: string[] = [];
    let paused = false;
    const copyBatch = async (order: BatchOrder): Promise<BatchDone> => {
      orders.push(`${order.file.fileNumber}:${order.span.first}-${order.span.end}`);
      if (order.file.fileNumber !== 1 || paused) return batchDone(order);
      await untilStopped();
      paused = true;
      return batchDone(order, order.span.first + 3);
    };
    await lab.run({ copyBatch }, async ({ calls }) => {
      const handle = await start('pausing-copy');
      await waitFor('the copy', () => orders.includes('1:0-8'));
      await handle.signal('pause');
      await waitFor('the batch to end', () => paused);
      await handle.signal('resume');
      expect((await resultOf(handle)).outcome).toBe('sealed');
      // Where the batch after it begins is known; where that ends depends on which of the two the workflow heard first.
      expect(orders.filter((order) => order.startsWith('1:3-'))).toHaveLength(1);
      expect(calls).toContain('file 1: 19 parts');
    });
  });
});

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
      expect(await statusOf(handle.workflowId)).toBe('CANCELLED');
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
      await waitFor('the keeper to end', async () => (await statusOf('redoubt/terminated')) !== 'RUNNING');
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
        workflowRunTimeout: '6s',
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
  const planOfFourSeconds = async (request: { database: string; backupId: string; startedAt: string }) => {
    const planned = await scriptedActivities([]).planBackup(request);
    return { ...planned, plan: { ...planned.plan, maxDurationMs: 4000 } };
  };

  it('is given up in the copy too, when no region takes a part for as long as the backup may try', async () => {
    const copyBatch = async (): Promise<BatchDone> => {
      throw new BackupError('REGION_UNAVAILABLE', 'no region answers');
    };
    await lab.run({ planBackup: planOfFourSeconds, copyBatch }, async ({ calls }) => {
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
      await waitFor('the repair', async () => (await statusOf(`redoubt-repair/${result.backupId}`)) === 'COMPLETED');
    });
  });

  it('that is out of reach keeps the backup trying until its longest duration, then fails it', async () => {
    const inspectCopies = async (order: Parameters<typeof allWhole>[0]) =>
      allWhole(order).map((copy) => ({ ...copy, state: 'unavailable' as const, missingParts: 22, reason: 'refused' }));
    await lab.run({ planBackup: planOfFourSeconds, inspectCopies }, async ({ calls }) => {
      const { type, message, result } = await failureOf(await start('no-quorum'));
      expect(type).toBe('QUORUM_NOT_REACHED');
      expect(message).toMatch(/london unavailable, 22 parts missing \(refused\)/);
      expect(result.copies).toHaveLength(3);
      expect(calls.some((call) => call.startsWith('sign'))).toBe(false);
    });
  });
});
