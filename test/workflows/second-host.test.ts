import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Verdict } from '../../src/domain/bottleneck';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { batchDone, exported, findings, type ScriptedActivities } from './scripted-activities';
import { stoppedBefore, untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

type CopyBatch = (host: string, order: BatchOrder) => Promise<BatchDone>;

/** Whole parts of a file, and one part of a batch that is told to stop before. */
const copiedOnce = async (order: BatchOrder, isSo: () => boolean): Promise<BatchDone> =>
  (await stoppedBefore(isSo)) ? batchDone(order, order.span.first + 1) : batchDone(order);

/** Runs a backup in a hurry that is exported with host a alone, and copied once b is there too. */
async function copyInAHurry(
  database: string,
  copyBatch: CopyBatch,
  test: (run: WorkflowHandle, calls: readonly string[]) => Promise<void>,
  watching: (host: string) => Partial<ScriptedActivities> = () => ({}),
): Promise<void> {
  let isThere = false;
  const on = (host: string): Partial<ScriptedActivities> => ({
    runExport: async () => {
      await waitFor('the second host', () => isThere);
      return exported;
    },
    copyBatch: (order) => copyBatch(host, order),
    ...watching(host),
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

const decisionsOf = async (run: WorkflowHandle): Promise<string[]> =>
  (await progressOf(run)).timing.decisions.map(({ because }) => because);

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
  await copyInAHurry('two-hosts', copyBatch, async (run, calls) => {
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
  await copyInAHurry('second-leaves', copyBatch, async (run, calls) => {
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
  await copyInAHurry('first-lost', copyBatch, async (run, calls) => {
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
  await copyInAHurry('cancelled-on-two', copyBatch, async (run) => {
    await waitFor('both hosts', () => ['a', 'b'].every((host) => [...working].some((name) => name.startsWith(host))));
    await run.cancel();
    await expect(run.result()).rejects.toThrow(WorkflowFailedError);
    expect(await statusOf(lab, 'redoubt/cancelled-on-two')).toBe('COMPLETED');
    await waitFor('the batches to end', () => working.size === 0);
  });
});

/** Monitors that say on which host they are, and when they began and ended there. */
function watchedHosts(): { readonly events: string[]; on(host: string): Partial<ScriptedActivities> } {
  const events: string[] = [];
  const seen = (host: string) => ({ ...findings, host, activeSeconds: host === 'a' ? 50 : 10 });
  return {
    events,
    on: (host) => ({
      watchBackup: async () => {
        events.push(`${host} begins`);
        await untilStopped();
        events.push(`${host} ends`);
        return { findings: { ...seen(host), series: null } };
      },
      closeWatch: async () => ({ findings: seen(host) }),
    }),
  };
}

describe('the monitor of the second host', () => {
  it('runs while that host copies; what it says is told beside the first one’s, and is in the result', async () => {
    let go = false;
    const watched = watchedHosts();
    const cpu: Verdict = { bottleneck: 'cpu', evidence: '98 % of all cores used', advice: 'Use more cores.' };
    await copyInAHurry(
      'second-watched',
      (_, order) => copiedOnce(order, () => go),
      async (run) => {
        await waitFor('the watch on b', () => watched.events.includes('b begins'));
        expect(watched.events).toEqual(['a begins', 'b begins']);
        await run.signal('monitor', { host: 'b', verdict: cpu, unavailable: [] });
        await waitFor('the news', async () => (await progressOf(run)).secondMonitor?.verdict?.bottleneck === 'cpu');
        expect((await progressOf(run)).monitor).toBeNull();
        const { currentDetails } = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
        expect(currentDetails).toContain('b: held back by the processor: 98 % of all cores used');
        go = true;
        const { outcome, monitor } = await resultOf(run);
        expect(outcome).toBe('sealed');
        expect(monitor?.hosts?.map(({ host, series }) => [host, series])).toEqual([
          ['a', findings.series],
          ['b', findings.series],
        ]);
        expect(monitor?.activeSeconds).toBe(60);
        expect((await progressOf(run)).secondMonitor).toBeNull();
      },
      watched.on,
    );
    expect(watched.events.toSorted()).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('ends when that host shuts down, and begins again with it', async () => {
    let hasLeft = false;
    let go = false;
    const watched = watchedHosts();
    const copyBatch: CopyBatch = async (host, order) => {
      if (host === 'a' || hasLeft) return copiedOnce(order, () => go);
      await waitFor('the watch on b', () => watched.events.includes('b begins'));
      hasLeft = true;
      return { ...batchDone(order, order.span.first + 1), hostLeaves: true };
    };
    await copyInAHurry(
      'second-watched-twice',
      copyBatch,
      async (run) => {
        const ofB = (): readonly string[] => watched.events.filter((event) => event.startsWith('b'));
        await waitFor('the second watch on b', () => ofB().length === 3);
        expect(ofB()).toEqual(['b begins', 'b ends', 'b begins']);
        go = true;
        expect((await resultOf(run)).outcome).toBe('sealed');
      },
      watched.on,
    );
  });

  it('goes on when that host goes on alone', async () => {
    const watched = watchedHosts();
    let isSaid = false;
    const copyBatch: CopyBatch = async (host, order) => {
      const isWatched = (): boolean => watched.events.includes('b begins');
      if (host === 'b') return order.file.fileNumber === 2 ? copiedOnce(order, () => isSaid) : batchDone(order);
      await stoppedBefore(isWatched);
      return { ...batchDone(order, order.span.first + 1), hostLeaves: isWatched() };
    };
    await copyInAHurry(
      'second-watched-alone',
      copyBatch,
      async (run) => {
        await waitFor('the decision', async () => (isSaid = (await decisionsOf(run)).includes('b goes on alone')));
        expect((await resultOf(run)).outcome).toBe('sealed');
      },
      watched.on,
    );
    expect(watched.events.filter((event) => event.startsWith('b'))).toEqual(['b begins', 'b ends']);
  });

  it('that cannot be had leaves a backup as good as before', async () => {
    let go = false;
    const refuse = async (): Promise<never> => {
      throw new Error('not here');
    };
    await copyInAHurry(
      'second-unwatched',
      (_, order) => copiedOnce(order, () => go),
      async (run) => {
        await waitFor('the news', async () => {
          const { secondMonitor } = await progressOf(run);
          return secondMonitor?.unavailable[0]?.reason.includes('not here');
        });
        go = true;
        expect(await resultOf(run)).toMatchObject({ outcome: 'sealed', monitor: { host: 'a' } });
      },
      (host) => (host === 'a' ? {} : { watchBackup: refuse, closeWatch: refuse }),
    );
  });
});
