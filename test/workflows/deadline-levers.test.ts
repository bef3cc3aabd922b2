import type { LiveFigures } from '../../src/domain/backup-progress';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf, startBackup } from './backup-runs';
import { exported, facts, type ScriptedActivities } from './scripted-activities';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

/** An export that ends when the test says so. */
function heldExport(): { readonly changes: Partial<ScriptedActivities>; readonly end: () => void } {
  let isOver = false;
  const runExport = async (): Promise<ExportOutcome> => {
    await waitFor('the test', () => isOver);
    return exported;
  };
  return { changes: { runExport }, end: () => (isOver = true) };
}

const decisionsOf = async (run: Parameters<typeof progressOf>[0]): Promise<string[]> =>
  (await progressOf(run)).timing.decisions.map(({ because }) => because);

describe('an export', () => {
  it('gets twice the workers when somebody hurries the run, and the log of decisions says so', async () => {
    const { changes, end } = heldExport();
    await lab.run(changes, async ({ calls }) => {
      const run = await startBackup(lab, 'more-workers');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.signal('expedite');
      await waitFor('the workers', () => calls.includes('4 workers'));
      await waitFor('the decision', async () => (await decisionsOf(run)).includes('4 Data Pump workers from now on'));
      end();
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
  });

  it('that cannot be given more goes on with those it has, and the log says why', async () => {
    const { changes, end } = heldExport();
    const setExportWorkers = async () => ({ kind: 'not set' as const, reason: 'ORA-39094' });
    await lab.run({ ...changes, setExportWorkers }, async () => {
      const run = await startBackup(lab, 'no-more-workers');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.signal('expedite');
      await waitFor('the decision', async () =>
        (await decisionsOf(run)).includes('Data Pump keeps its workers: ORA-39094'),
      );
      end();
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
  });

  it('is hurried before its undo runs out, without a deadline too', async () => {
    const { changes, end } = heldExport();
    const short: Partial<ScriptedActivities> = {
      ...changes,
      inspectDatabase: async () => ({ facts: { ...facts, undoRetentionS: 30 }, warnings: [], parallel: 2 }),
      readProgress: async (): Promise<LiveFigures> => ({
        bytesDone: 0,
        bytesPerSecond: null,
        exportPercent: 5,
        undoRetentionS: 30,
      }),
    };
    await lab.run(short, async ({ calls }) => {
      const run = await startBackup(lab, 'short-undo');
      await waitFor('the workers', () => calls.includes('4 workers'));
      expect((await decisionsOf(run))[0]).toMatch(
        /^the undo lasts \d+ s, the export may take \d+ s; from now on 6 reading sessions, /,
      );
      end();
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
  });
});
