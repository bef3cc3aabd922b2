import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ExportOutcome } from '../../src/domain/completed-export';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf, startBackup } from './backup-runs';
import { batchDone, exported } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string, input: object): Promise<WorkflowHandle> =>
  startBackup(lab, database, { database, ...input });

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
      expect(pace?.decisions[0]?.because).toMatch(/^somebody asked for it; from now on/);
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
      const until = new Date(Date.now() + 4000).toISOString();
      await run.signal('pauseUntil', { until, reason: 'a batch job' });
      await waitFor('the pause', async () => (await progressOf(run)).pause?.until != null);
      expect((await progressOf(run)).pause).toEqual({ until, reason: 'a batch job' });
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
