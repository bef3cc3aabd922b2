import type { ExportOutcome } from '../../src/domain/completed-export';
import { waitFor } from '../harness/wait-for';
import { besideAdmission, databaseOf, queueOf, smallExport, toldInOrder, waitingIn } from './admission-runs';
import { resultOf, startBackup } from './backup-runs';
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
