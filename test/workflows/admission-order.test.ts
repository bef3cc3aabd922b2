import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { besideAdmission, databaseOf, queueOf, smallExport, toldInOrder, waitingIn } from './admission-runs';
import { startBackup } from './backup-runs';
import { scriptedActivities } from './scripted-activities';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const { lookAround } = scriptedActivities([]);

it('50 databases on one worker get their turns in order, over several histories of the admission', async () => {
  // Four of five fail there, which is sooner shown, and give their turns back all the same.
  const runExport = async ({ plan: { database } }: { plan: BackupPlan }): Promise<ExportOutcome> => {
    if (!database.endsWith('0') && !database.endsWith('5')) throw new BackupError('DIRECTORY_MISSING', 'a test');
    return smallExport;
  };
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
      await Promise.all(runs.map((run) => run.result().catch(() => undefined)));
      const statuses = await Promise.all(runs.map(async (run) => (await run.describe()).status.name));
      expect(statuses).toEqual(runs.map((_, i) => (i % 5 === 0 ? 'COMPLETED' : 'FAILED')));
      const { told, histories } = await toldInOrder(lab, runId);
      // Who asks again at that moment has its turn as the answer, and is not told.
      const inOrder = told.map(databaseOf);
      expect(inOrder).toEqual(waiting.filter((name) => inOrder.includes(name)));
      expect(inOrder.length).toBeGreaterThan(30);
      expect(histories).toBeGreaterThan(1);
    });
  });
});
