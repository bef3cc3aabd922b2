import { readLiveFigures } from '../../activities/live-figures';
import { waitFor } from '../harness/wait-for';
import { progressOf, startBackup } from './backup-runs';
import { batchDone, exported, type ScriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const gib = 2 ** 30;
const mib = 2 ** 20;
const batchBytes = 512 * mib;

/** One file of 300 batches: the backup is told of every third. */
const largeExport: ScriptedActivities['runExport'] = async () => ({
  ...exported,
  files: [{ name: 'rdbt_test_1_01.dmp', sizeBytes: 150 * gib }],
  bytes: 150 * gib,
});

it('a look at a copy knows of batches that have ended, and of what regions lack of them, before the backup is told', async () => {
  const copyBatch: ScriptedActivities['copyBatch'] = async (order) => {
    if (order.span.first >= 32) await untilStopped();
    return { ...batchDone(order), missing: { london: { parts: 3, reason: 'too slow' } } };
  };
  await lab.run({ runExport: largeExport, copyBatch }, async () => {
    const run = await startBackup(lab, 'untold');
    const look = async () => readLiveFigures(lab.client, await run.describe());
    const live = await waitFor('both batches', async () => {
      const figures = await look();
      return figures.bytesDone >= 2 * batchBytes ? figures : undefined;
    });
    expect(live).toMatchObject({ bytesDone: 2 * batchBytes, missingParts: { london: 6 } });
    expect((await progressOf(run)).bytesCopied).toBeLessThan(batchBytes);
    await run.cancel();
    await run.result().catch(() => undefined);
  });
});
