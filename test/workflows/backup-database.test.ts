import type { WorkflowHandle } from '@temporalio/client';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { failureOf, progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { batchDone, exported } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input?: unknown): Promise<WorkflowHandle> => startBackup(lab, database, input);

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
      expect(result.phases.map(({ name }) => name)).toEqual([
        'prepare',
        'watch',
        'accelerate',
        'export',
        'copy',
        'seal',
      ]);
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
      expect(await statusOf(lab, 'redoubt/good')).toBe('COMPLETED');
    });
  });

  it.each([
    [{}, 'INVALID_REQUEST', /database/],
    [{ database: 'x', databse: 'y' }, 'INVALID_REQUEST', /databse/],
    ['sales', 'INVALID_REQUEST', /object/],
    [{ database: 'x', retention: 'P7D' }, 'NOT_BUILT_YET', /retention/],
    [{ database: 'x', deadline: 'soon' }, 'INVALID_REQUEST', /deadline: a duration such as PT30M/],
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
      expect(await statusOf(lab, 'redoubt/refused')).toBe('COMPLETED');
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
