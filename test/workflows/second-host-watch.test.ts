import type { Verdict } from '../../src/domain/bottleneck';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf } from './backup-runs';
import { copiedOnce, copyInAHurry, decisionsOf, type CopyBatch } from './copy-in-a-hurry';
import { batchDone, findings, type ScriptedActivities } from './scripted-activities';
import { stoppedBefore, untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

/** Monitors that say on which host they are, and when they began and ended there. */
function watchedHosts(): { readonly events: string[]; readonly on: (host: string) => Partial<ScriptedActivities> } {
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
      { lab, database: 'second-watched', copyBatch: (_, order) => copiedOnce(order, () => go), on: watched.on },
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
    await copyInAHurry({ lab, database: 'second-watched-twice', copyBatch, on: watched.on }, async (run) => {
      const ofB = (): readonly string[] => watched.events.filter((event) => event.startsWith('b'));
      await waitFor('the second watch on b', () => ofB().length === 3);
      expect(ofB()).toEqual(['b begins', 'b ends', 'b begins']);
      go = true;
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
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
    await copyInAHurry({ lab, database: 'second-watched-alone', copyBatch, on: watched.on }, async (run) => {
      await waitFor('the decision', async () => (isSaid = (await decisionsOf(run)).includes('b goes on alone')));
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
    expect(watched.events.filter((event) => event.startsWith('b'))).toEqual(['b begins', 'b ends']);
  });

  it('that cannot be had leaves a backup as good as before', async () => {
    let go = false;
    const refuse = async (): Promise<never> => {
      throw new Error('not here');
    };
    await copyInAHurry(
      {
        lab,
        database: 'second-unwatched',
        copyBatch: (_, order) => copiedOnce(order, () => go),
        on: (host) => (host === 'a' ? {} : { watchBackup: refuse, closeWatch: refuse }),
      },
      async (run) => {
        await waitFor('the news', async () => {
          const { secondMonitor } = await progressOf(run);
          return secondMonitor?.unavailable[0]?.reason.includes('not here');
        });
        go = true;
        expect(await resultOf(run)).toMatchObject({ outcome: 'sealed', monitor: { host: 'a' } });
      },
    );
  });
});
