import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ExportOutcome } from '../../src/domain/completed-export';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { PastRates } from '../../src/domain/forecast';
import type { RegionCopy } from '../../src/domain/manifest';
import { waitFor } from '../harness/wait-for';
import { failureOf, progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { allWhole, batchDone, exported, facts, type ScriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input: object): Promise<WorkflowHandle> =>
  startBackup(lab, database, { database, ...input });

const longExport = async (): Promise<ExportOutcome> => {
  await untilStopped();
  return { kind: 'stopped' };
};

/** Backups before this one took an hour for each of export and copy. */
const rate = { slow: 9e5, likely: 1e6, fast: 1.1e6 };
const slowBefore: Partial<ScriptedActivities> = {
  readPastRates: async (): Promise<PastRates> => ({
    exportRate: rate,
    copyRate: rate,
    overheadMs: 5000,
    dumpRatio: { slow: 1, likely: 1, fast: 1 },
  }),
  inspectDatabase: async () => ({ facts: { ...facts, estimatedBytes: 3_600_000_000 }, warnings: [], parallel: 2 }),
};

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

describe('an order', () => {
  it('to expedite changes how the rest is copied, and it stays fast', async () => {
    const sessions: number[] = [];
    const copyBatch = async (order: BatchOrder): Promise<BatchDone> => {
      sessions.push(order.tuning.readingSessions);
      if (order.tuning.readingSessions > 3 || order.file.fileNumber !== 1) return batchDone(order);
      await untilStopped();
      return batchDone(order, order.span.first + 1);
    };
    await lab.run({ copyBatch }, async () => {
      const run = await start('hurried', {});
      await waitFor('the copy', () => sessions.length >= 2);
      await run.signal('expedite');
      const { outcome, pace } = await resultOf(run);
      expect(outcome).toBe('sealed');
      expect(pace?.pace).toBe('expedited');
      expect(pace?.decisions[0]?.because).toBe('somebody asked for it');
      expect(Math.max(...sessions)).toBe(6);
    });
  });

  it('to extend the deadline is answered with the new forecast, and nonsense is refused with what is right', async () => {
    await lab.run({ ...slowBefore, runExport: longExport }, async () => {
      const run = await start('extended', { deadline: 'PT10M' });
      await waitFor('a forecast', async () => (await progressOf(run)).timing.forecast?.whole != null);
      const answer = await run.executeUpdate<{ outlook: string; slackMs: number }, [unknown]>('extendDeadline', {
        args: [{ by: 'PT6H' }],
      });
      expect(answer.outlook).toBe('on time');
      expect(answer.slackMs).toBeGreaterThan(3600_000);
      await expect(run.executeUpdate('extendDeadline', { args: [{ by: 'soon' }] })).rejects.toMatchObject({
        cause: { message: expect.stringContaining('PT30M') },
      });
      await run.cancel();
      await run.result().catch(() => undefined);
    });
  });

  it('to pause until a time ends by itself, and the reason of a pause is told', async () => {
    let runs = 0;
    const runExport = async (): Promise<ExportOutcome> => {
      runs += 1;
      if (runs > 2) return exported;
      await untilStopped();
      return { kind: 'stopped' };
    };
    await lab.run({ runExport }, async () => {
      const run = await start('paused-until', {});
      await waitFor('the export', () => runs === 1);
      await run.signal('pause', 'the DBA needs it');
      await waitFor('the pause', async () => (await progressOf(run)).pause?.reason === 'the DBA needs it');
      await run.signal('resume');
      await waitFor('the export again', () => runs === 2);
      await run.signal('pauseUntil', new Date(Date.now() + 4000).toISOString());
      await waitFor('the pause', async () => (await progressOf(run)).pause?.until != null);
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
  });
});

it('a run that a schedule started late counts its deadline from the time it was due', async () => {
  await lab.run({}, async ({ client }) => {
    const id = `schedule-${randomUUID()}`;
    const schedule = await client.schedule.create({
      scheduleId: id,
      spec: { intervals: [{ every: '1h' }] },
      state: { paused: true },
      action: {
        type: 'startWorkflow',
        workflowType: 'backupDatabase',
        taskQueue,
        args: [{ database: 'scheduled', deadline: 'PT48H' }],
        workflowId: id,
      },
    });
    try {
      const hour = 3600_000;
      const dueAt = new Date(Math.floor(Date.now() / hour) * hour - 24 * hour);
      await schedule.backfill({ start: new Date(dueAt.getTime() - 1000), end: new Date(dueAt.getTime() + 1000) });
      const run = await waitFor('the run', async () => {
        const action = (await schedule.describe()).info.recentActions[0]?.action;
        return action?.type === 'startWorkflow' ? client.workflow.getHandle(action.workflow.workflowId) : undefined;
      });
      const { deadline } = await resultOf(run);
      expect(deadline).toMatchObject({ at: new Date(dueAt.getTime() + 48 * hour).toISOString(), startedLate: false });
    } finally {
      await schedule.delete();
    }
  });
});
