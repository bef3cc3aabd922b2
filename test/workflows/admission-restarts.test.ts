import { randomInt, randomUUID } from 'node:crypto';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { compareAsking } from '../../src/domain/admission/ledger';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { waitFor } from '../harness/wait-for';
import {
  askingOf,
  besideAdmission,
  hostA,
  databaseOf,
  queueOf,
  smallExport,
  theAdmission,
  toldInOrder,
  waitingIn,
} from './admission-runs';
import { resultOf, startBackup, statusOf } from './backup-runs';
import { scriptedActivities } from './scripted-activities';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const { lookAround } = scriptedActivities([]);

it('50 databases on one worker get their turns in order, over several histories of the admission', async () => {
  const runExport = async (): Promise<ExportOutcome> => smallExport;
  // A lane is leased for a while after its claim, since no scripted batch ends it: here turns alone decide.
  const claimHost = async () => ({ host: 'a', taskQueue: `${taskQueue}@a` });
  await lab.run({ runExport, lookAround, claimHost }, async () => {
    await besideAdmission(lab, { lookEveryMs: 3600_000, eventsPerRun: 200 }, async ({ fill, free, runId }) => {
      await fill();
      const from = Date.now() + 6 * 3600_000;
      // Every fifth has no deadline: they come last, first come, first served.
      const names = Array.from({ length: 50 }, (_, i) => ({
        database: `db-${i}`,
        dueInMinutes: i % 5 === 0 ? null : (i * 7919) % 1000,
      }));
      const runs = await Promise.all(
        names.map(({ database, dueInMinutes }) =>
          startBackup(lab, database, {
            database,
            ...(dueInMinutes === null ? {} : { deadline: new Date(from + dueInMinutes * 60_000).toISOString() }),
          }),
        ),
      );
      await waitFor('all to wait', async () => (await queueOf(lab)).waiting === 51);
      const waiting = await waitingIn(lab);
      const dated = names.filter(({ dueInMinutes }) => dueInMinutes !== null);
      const byDeadline = dated.toSorted((a, b) => Number(a.dueInMinutes) - Number(b.dueInMinutes));
      expect(waiting.slice(0, 40)).toEqual(byDeadline.map(({ database }) => database));
      await Promise.all(([1, 2, 3, 4] as const).map(free));
      const results = await Promise.all(runs.map(resultOf));
      expect(results.every(({ outcome }) => outcome === 'sealed')).toBe(true);
      const { told, histories } = await toldInOrder(lab, runId);
      expect(told.map(databaseOf)).toEqual(waiting);
      expect(histories).toBeGreaterThan(1);
    });
  });
});

it('a thousand that wait get their turns in order', async () => {
  await lab.run({ lookAround }, async ({ client }) => {
    await besideAdmission(lab, { lookEveryMs: 3600_000 }, async ({ fill, free, runId }) => {
      await fill();
      const admission = client.workflow.getHandle(theAdmission);
      const askings = Array.from({ length: 1000 }, (_, i) =>
        askingOf(`none-${i}-${randomUUID()}`, {
          backupId: `20261123T010000Z-${i.toString(16).padStart(6, '0')}`,
          latestStartMs: i % 10 === 0 ? null : randomInt(1e6),
          isExpedited: i % 100 === 1,
          askedAtMs: i,
        }),
      );
      for (let i = 0; i < askings.length; i += 50) {
        await Promise.all(askings.slice(i, i + 50).map((asking) => admission.signal('ask', asking, hostA)));
      }
      await waitFor('all to wait', async () => (await queueOf(lab)).waiting === 1001);
      // None of these runs exists, so each gives its turn back as soon as it is told.
      await Promise.all(([1, 2, 3, 4] as const).map(free));
      await waitFor('nobody to wait', async () => (await queueOf(lab)).waiting === 1);
      const { told } = await toldInOrder(lab, runId);
      expect(told).toEqual(askings.toSorted(compareAsking).map(({ workflowId }) => workflowId));
    });
  });
});

it('an admission that somebody ended is started by the next backup, knows who had a turn, and those who wait ask again by themselves', async () => {
  let isGateOpen = false;
  const runExport = async ({ plan }: { plan: BackupPlan }): Promise<ExportOutcome> => {
    if (plan.database.startsWith('held')) await waitFor('the gate', () => isGateOpen);
    return smallExport;
  };
  await lab.run({ runExport }, async ({ client }) => {
    const held = await Promise.all([1, 2, 3, 4].map((i) => startBackup(lab, `held-${i}`)));
    await waitFor('four turns', async () => (await queueOf(lab)).running.length === 4);
    const waiting = await startBackup(lab, 'waited-before');
    await waitFor('it to wait', async () => (await waitingIn(lab)).includes('waited-before'));
    await client.workflow.getHandle(theAdmission).terminate('a test');
    const newcomer = await startBackup(lab, 'newcomer');
    await waitFor('both on the list', async () => (await queueOf(lab).catch(() => undefined))?.waiting === 2);
    const { running, next } = await queueOf(lab);
    expect([...running].sort()).toEqual(held.map(({ workflowId }) => workflowId).sort());
    // It was there first, and asked again later.
    expect(next.map(({ workflowId }) => workflowId)).toEqual([waiting.workflowId, newcomer.workflowId]);
    isGateOpen = true;
    await Promise.all([...held, waiting, newcomer].map(resultOf));
    await waitFor('the end', async () => (await statusOf(lab, theAdmission)) === 'COMPLETED');
  });
});
