import { makeNight } from '../../bench/deadline/make-night';
import type { Night } from '../../bench/deadline/night';
import type { SimulatedActivities } from '../../bench/deadline/simulated-activities';
import { toPayloads } from '../../bench/deadline/virtual-temporal';
import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import type { Bottleneck } from '../../src/domain/bottleneck';
import type { MonitorNews } from '../../src/domain/monitor-news';
import { openBuiltSandbox } from './built-workflows';
import { findings } from './scripted-activities';
import { minute, playNight, sinceStartOf, type VirtualPlay } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await openBuiltSandbox();
});

const mb = 1e6;

/** A night in which the processor holds the copy back, at 100 MB/s and for 40 minutes. */
const cpuBound: Night = {
  ...makeNight(1000),
  dumpBytes: 240_000 * mb,
  estimatedBytes: 240_000 * mb,
  fileCount: 4,
  exportRate: 200 * mb,
  percentPower: 1,
  readRate: 400 * mb,
  sealRate: 100 * mb,
  sealedRatio: 0.3,
  egress: 400 * mb,
  databaseSpells: [],
  regions: ['london', 'frankfurt', 'stockholm'].map((name) => ({
    name,
    lineRate: 150 * mb,
    connectionsGain: 1,
    limit: null,
    spells: [],
  })),
  past: [],
  pauses: [],
};

interface Played {
  readonly decisions: readonly { readonly atMs: number; readonly because: string }[];
  /** When batches began, on which host's queue. */
  readonly batches: readonly { readonly atMs: number; readonly taskQueue: string }[];
  /** Claims of a second host. */
  readonly claimsAtMs: readonly number[];
}

/** Plays a night in virtual time. @param second the host that answers whoever wants another one than a */
async function play(
  night: Night,
  request: Readonly<Record<string, unknown>>,
  second: string,
  monitors: Partial<SimulatedActivities> = {},
): Promise<Played> {
  const batches: { atMs: number; taskQueue: string }[] = [];
  const claimsAtMs: number[] = [];
  const changes: VirtualPlay['changes'] = (simulated, clock) => {
    const startMs = clock.nowMs;
    const sinceStart = (): number => clock.nowMs - startMs;
    return {
      claimHost: async ({ not }: { backupId: string; not?: string }) => {
        if (not !== undefined) claimsAtMs.push(sinceStart());
        const host = not === undefined ? 'a' : second;
        return { host, taskQueue: `redoubt@${host}` };
      },
      copyBatch: async (order, context) => {
        batches.push({ atMs: sinceStart(), taskQueue: context.taskQueue });
        return simulated.copyBatch(order, context);
      },
      ...monitors,
    };
  };
  const { result, failed } = await playNight(sandbox, { night, request, changes });
  if (failed !== null) throw new Error(`the run failed: ${failed}`);
  const decisions = (result.pace?.decisions ?? []).map(({ at, because }) => ({ atMs: sinceStartOf(at), because }));
  return { decisions, batches, claimsAtMs };
}

const timeOf = ({ decisions }: Played, because: string): number => {
  const found = decisions.find((decision) => decision.because === because);
  if (found === undefined) throw new Error(`no decision "${because}" among ${JSON.stringify(decisions)}`);
  return found.atMs;
};

/** A batch that has begun goes on to its end. */
const hostsAfter = ({ batches }: Played, atMs: number): readonly string[] => [
  ...new Set(batches.filter((batch) => batch.atMs > atMs + 1000).map(({ taskQueue }) => taskQueue)),
];

it('the second host is given back when the run slows down again', async () => {
  // The nights before were slow, and this one need not hurry, as the first minutes of its copy show.
  const slowBefore = makeNight(1000)
    .past.slice(0, 1)
    .map((backup) => ({
      ...backup,
      facts: { ...backup.facts, estimatedBytes: cpuBound.dumpBytes },
      totals: { ...backup.totals, bytes: cpuBound.dumpBytes, sealedBytes: cpuBound.dumpBytes },
      phases: [
        { name: 'export' as const, startedAt: '', durationMs: 1_200_000 },
        { name: 'copy' as const, startedAt: '', durationMs: 24_000_000 },
      ],
    }));
  const played = await play({ ...cpuBound, past: slowBefore }, { deadline: 'PT4H' }, 'b');
  const takenAtMs = timeOf(played, 'b copies too from now on');
  const releasedAtMs = timeOf(played, 'b copies no more');
  expect(played.batches.some(({ taskQueue }) => taskQueue === 'redoubt@b')).toBe(true);
  expect(releasedAtMs).toBeGreaterThan(takenAtMs);
  expect(hostsAfter(played, releasedAtMs)).toEqual(['redoubt@a']);
});

it('the second host is given back when the database turns out to hold the copy back', async () => {
  const hour = 3_600_000;
  const busy = [{ fromMs: hour / 2, toMs: 24 * hour, factor: 0.1 }];
  const request = { deadline: 'PT2H', pace: 'expedited' };
  const played = await play({ ...cpuBound, databaseSpells: busy }, request, 'b');
  const releasedAtMs = timeOf(played, 'b copies no more');
  expect(releasedAtMs).toBeGreaterThan(hour / 2);
  expect(hostsAfter(played, releasedAtMs)).toEqual(['redoubt@a']);
});

/** Monitors that name these bottlenecks of their hosts, each for five minutes and the last one to the end. */
const saying =
  (said: Readonly<Record<string, readonly Bottleneck[]>>): SimulatedActivities['watchBackup'] =>
  async (_, { clock, signal, temporal, workflowId, taskQueue }) => {
    const host = taskQueue.replace('redoubt@', '');
    for (const bottleneck of said[host] ?? []) {
      const news: MonitorNews = { host, verdict: { bottleneck, evidence: 'told', advice: 'none' }, unavailable: [] };
      temporal.signal(workflowId, 'monitor', toPayloads([news]));
      await clock.sleep(5 * minute, signal);
    }
    while (!signal.aborted) await clock.sleep(minute, signal);
    return { findings: { ...findings, host, series: null } };
  };

const inAHurry = { deadline: 'PT2H', pace: 'expedited' };

it('the second host is given back when its own monitor names what both share, and none is asked for again', async () => {
  const played = await play(cpuBound, inAHurry, 'b', { watchBackup: saying({ a: ['cpu'], b: ['link'] }) });
  const becauseOfB = timeOf(played, 'held back by cpu, b by link: one host from now on');
  const releasedAtMs = timeOf(played, 'b copies no more');
  expect(releasedAtMs - becauseOfB).toBeLessThan(1000);
  expect(hostsAfter(played, releasedAtMs)).toEqual(['redoubt@a']);
  expect(played.claimsAtMs).toHaveLength(1);
});

it('the second host is kept where the line of the first is full, and its own is not', async () => {
  const watchBackup = saying({ a: ['cpu', 'cpu', 'cpu', 'cpu', 'cpu', 'cpu', 'link'], b: ['cpu'] });
  const played = await play(cpuBound, inAHurry, 'b', { watchBackup });
  const since = timeOf(played, 'b copies too from now on');
  // Its line has been full for minutes by then.
  expect(hostsAfter(played, since + 15 * minute)).toEqual(['redoubt@a', 'redoubt@b']);
  expect(played.decisions.filter(({ because }) => because.includes('one host'))).toEqual([]);
});

it('another host is asked for three times, a minute apart, and then no more', async () => {
  const played = await play(cpuBound, { pace: 'expedited' }, 'a');
  expect(played.claimsAtMs).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = played.claimsAtMs;
  expect([second - first, third - second].every((ms) => ms >= 60_000 && ms < 62_000)).toBe(true);
  expect(played.decisions.filter(({ because }) => because.startsWith('no second host'))).toHaveLength(1);
});
