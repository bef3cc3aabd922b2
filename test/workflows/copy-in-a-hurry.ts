import type { WorkflowHandle } from '@temporalio/client';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import { waitFor } from '../harness/wait-for';
import { progressOf, startBackup } from './backup-runs';
import { batchDone, exported, type ScriptedActivities } from './scripted-activities';
import { stoppedBefore } from './until-stopped';
import type { WorkflowLab } from './workflow-lab';

export type CopyBatch = (host: string, order: BatchOrder) => Promise<BatchDone>;

/** Whole parts of a file, and one part of a batch that is told to stop before. */
export const copiedOnce = async (order: BatchOrder, isSo: () => boolean): Promise<BatchDone> =>
  (await stoppedBefore(isSo)) ? batchDone(order, order.span.first + 1) : batchDone(order);

export interface Hurry {
  readonly lab: WorkflowLab;
  readonly database: string;
  readonly copyBatch: CopyBatch;
  /** Other activities of a host that are not as usual. */
  readonly on?: (host: string) => Partial<ScriptedActivities>;
}

/** Runs a backup in a hurry that is exported with host a alone, and copied once b is there too. */
export async function copyInAHurry(
  { lab, database, copyBatch, on: changed = () => ({}) }: Hurry,
  test: (run: WorkflowHandle, calls: readonly string[]) => Promise<void>,
): Promise<void> {
  let isThere = false;
  const on = (host: string): Partial<ScriptedActivities> => ({
    runExport: async () => {
      await waitFor('the second host', () => isThere);
      return exported;
    },
    copyBatch: (order) => copyBatch(host, order),
    ...changed(host),
  });
  await lab.run(on('a'), async ({ calls }) => {
    const run = await startBackup(lab, database, { database, pace: 'expedited' });
    await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
    const b = await lab.host('b', on('b'));
    isThere = true;
    try {
      await test(run, calls);
    } finally {
      await b.stop();
    }
  });
}

export const decisionsOf = async (run: WorkflowHandle): Promise<string[]> =>
  (await progressOf(run)).timing.decisions.map(({ because }) => because);
