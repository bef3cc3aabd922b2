import { WorkflowFailedError } from '@temporalio/client';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { copiedOnce, copyInAHurry, decisionsOf, type CopyBatch } from './copy-in-a-hurry';
import { batchDone } from './scripted-activities';
import { stoppedBefore } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

/** Every part is in the list of its file, once. */
const wholeFiles = ['file 1: 19 parts', 'file 2: 4 parts', 'file 3: 1 parts'];

it('a run in a hurry copies on a second host too, and shares out what is left', async () => {
  const working = new Map<string, number>();
  let go = false;
  const copyBatch: CopyBatch = async (host, order) => {
    working.set(host, (working.get(host) ?? 0) + 1);
    const done = await copiedOnce(order, () => go);
    working.set(host, (working.get(host) ?? 0) - 1);
    return done;
  };
  await copyInAHurry({ lab, database: 'two-hosts', copyBatch }, async (run, calls) => {
    // Two batches of a file on each: what is left of one of the two files that are being copied.
    await waitFor('both hosts', () => (working.get('a') ?? 0) >= 2 && (working.get('b') ?? 0) >= 2);
    expect(await progressOf(run)).toMatchObject({ host: 'a', secondHost: 'b' });
    const { currentDetails } = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain(', on a and b');
    go = true;
    const { outcome, pace } = await resultOf(run);
    expect(outcome).toBe('sealed');
    expect(pace?.decisions.map(({ because }) => because)).toContain('b copies too from now on');
    expect(calls).toEqual(expect.arrayContaining(wholeFiles));
    expect((await progressOf(run)).secondHost).toBeNull();
  });
});

it('where no other host serves the queue it goes on alone, and says so', async () => {
  let go = false;
  const copyBatch = (order: BatchOrder): Promise<BatchDone> => copiedOnce(order, () => go);
  await lab.run({ copyBatch }, async ({ calls }) => {
    const run = await startBackup(lab, 'one-host', { database: 'one-host', pace: 'expedited' });
    const said = 'no second host: none but a serves the queue and has room';
    await waitFor('the decision', async () => (await decisionsOf(run)).includes(said));
    go = true;
    expect((await resultOf(run)).outcome).toBe('sealed');
    expect(calls).toEqual(expect.arrayContaining(wholeFiles));
  });
});

it('a second host that shuts down is given up, and taken again when it answers again', async () => {
  let hasLeft = false;
  let go = false;
  const copyBatch: CopyBatch = async (host, order) => {
    if (host === 'a' || hasLeft) return copiedOnce(order, () => go);
    hasLeft = true;
    return { ...batchDone(order, order.span.first + 1), hostLeaves: true };
  };
  await copyInAHurry({ lab, database: 'second-leaves', copyBatch }, async (run, calls) => {
    const taken = async (): Promise<number> =>
      (await decisionsOf(run)).filter((because) => because === 'b copies too from now on').length;
    await waitFor('the second turn of b', async () => (await taken()) === 2);
    expect(await decisionsOf(run)).toContain('b is gone: a goes on alone');
    go = true;
    expect((await resultOf(run)).outcome).toBe('sealed');
    expect(calls).toEqual(expect.arrayContaining(wholeFiles));
  });
});

it('when the first host is lost the second goes on alone', async () => {
  const seen = new Set<string>();
  let isSaid = false;
  const copyBatch: CopyBatch = async (host, order) => {
    seen.add(host);
    // A backup learns where a file's work has gone at the file's end: the second file goes on after that of the first.
    if (host === 'b') return order.file.fileNumber === 2 ? copiedOnce(order, () => isSaid) : batchDone(order);
    await stoppedBefore(() => seen.has('b'));
    return { ...batchDone(order, order.span.first + 1), hostLeaves: seen.has('b') };
  };
  await copyInAHurry({ lab, database: 'first-lost', copyBatch }, async (run, calls) => {
    await waitFor('the decision', async () => (isSaid = (await decisionsOf(run)).includes('b goes on alone')));
    expect((await resultOf(run)).outcome).toBe('sealed');
    expect((await progressOf(run)).host).toBe('b');
    expect(calls).toEqual(expect.arrayContaining(wholeFiles));
  });
});

it('a backup that is cancelled ends on both hosts', async () => {
  const working = new Set<string>();
  const copyBatch: CopyBatch = async (host, order) => {
    const name = `${host} ${order.file.fileNumber} ${order.span.first}`;
    working.add(name);
    const done = await copiedOnce(order, () => false);
    working.delete(name);
    return done;
  };
  await copyInAHurry({ lab, database: 'cancelled-on-two', copyBatch }, async (run) => {
    await waitFor('both hosts', () => ['a', 'b'].every((host) => [...working].some((name) => name.startsWith(host))));
    await run.cancel();
    await expect(run.result()).rejects.toThrow(WorkflowFailedError);
    expect(await statusOf(lab, 'redoubt/cancelled-on-two')).toBe('COMPLETED');
    await waitFor('the batches to end', () => working.size === 0);
  });
});
