import type { WorkflowHandle } from '@temporalio/client';
import type { ExportOutcome } from '../../src/domain/completed-export';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { RegionCopy } from '../../src/domain/manifest';
import { waitFor } from '../harness/wait-for';
import { failureOf, progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { allWhole, batchDone, exported } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input: object): Promise<WorkflowHandle> =>
  startBackup(lab, database, { database, ...input });

describe('a backup with a deadline', () => {
  it('that is on time says so in its result', async () => {
    await lab.run({}, async () => {
      const { outcome, deadline, pace } = await resultOf(await start('on-time', { deadline: 'PT1H' }));
      expect([outcome, deadline?.isMet, deadline?.policy]).toEqual(['sealed', true, 'continue']);
      expect(pace).toEqual({ pace: 'steady', decisions: [] });
    });
  });

  it('that has passed is refused at once', async () => {
    await lab.run({}, async ({ calls }) => {
      const { type, message } = await failureOf(await start('passed', { deadline: '2020-01-01T00:00:00Z' }));
      expect([type, message]).toEqual(['INVALID_REQUEST', expect.stringContaining('2020-01-01T00:00:00Z had passed')]);
      expect(calls).not.toContain('export');
    });
  });

  it('that the backups before it could not have made is refused before the export where the policy is fail', async () => {
    await lab.run(slowBefore, async ({ calls }) => {
      const { type } = await failureOf(await start('impossible', { deadline: 'PT10M', policy: 'fail' }));
      expect(type).toBe('DEADLINE_IMPOSSIBLE');
      expect(calls).not.toContain('export');
    });
  });

  it('that it will miss hurries and says so before a byte has moved, where the policy is continue', async () => {
    let go = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => go);
      return exported;
    };
    await lab.run({ ...slowBefore, runExport }, async () => {
      const run = await start('late', { deadline: 'PT10M' });
      await waitFor('the pace to rise', async () => (await progressOf(run)).timing.pace === 'expedited');
      const { timing, warnings } = await progressOf(run);
      expect(timing.decisions[0]?.because).toMatch(/are left, and the rest takes/);
      expect(warnings).toContainEqual(expect.stringContaining('it cannot make its deadline'));
      go = true;
      expect((await resultOf(run)).deadline?.isMet).toBe(true);
    });
  });

  it('ends at it, cleaned up and not counted, where the policy is fail', async () => {
    await lab.run({ runExport: longExport }, async ({ calls }) => {
      const { type, result } = await failureOf(await start('fails', { deadline: 'PT8S', policy: 'fail' }));
      expect(type).toBe('DEADLINE_MISSED');
      expect(result.deadline?.isMet).toBe(false);
      expect(calls).toContain(`clean up ${result.backupId}`);
      expect(calls.some((call) => call.startsWith('manifest'))).toBe(false);
      expect(await statusOf(lab, 'redoubt/fails')).toBe('COMPLETED');
    });
  });

  it('is finished late where the policy is continue', async () => {
    const startedAt = Date.now();
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the deadline', () => Date.now() > startedAt + 12_000);
      return exported;
    };
    await lab.run({ runExport }, async () => {
      const { outcome, deadline } = await resultOf(await start('continues', { deadline: 'PT8S' }));
      expect([outcome, deadline?.isMet]).toEqual(['sealed', false]);
      expect(deadline?.lateByMs).toBeGreaterThan(0);
    });
  });

  it('leaves out what is beyond the quorum where the policy is settle, and seals with the rest', async () => {
    const leftOut = new Set<string>();
    const copyBatch = async (order: BatchOrder): Promise<BatchDone> => {
      for (const region of order.tuning.leaveOut) leftOut.add(region);
      if (order.tuning.leaveOut.length > 0) return batchDone(order);
      await untilStopped();
      return batchDone(order, order.span.first + 1);
    };
    const inspectCopies = async (order: Parameters<typeof allWhole>[0]): Promise<RegionCopy[]> =>
      allWhole(order).map((copy) =>
        leftOut.has(copy.region) ? { ...copy, state: 'incomplete', missingParts: 20, reason: 'left out' } : copy,
      );
    await lab.run({ copyBatch, inspectCopies }, async () => {
      const { outcome, copies, pace, repairWorkflowId } = await resultOf(
        await start('settles', { deadline: 'PT20S', policy: 'settle' }),
      );
      expect(outcome).toBe('sealed');
      expect(copies.filter(({ manifest }) => manifest)).toHaveLength(2);
      expect(repairWorkflowId).not.toBeNull();
      expect(pace?.decisions.at(-1)?.because).toMatch(/beyond the quorum of 2 left out/);
    });
  });
});
