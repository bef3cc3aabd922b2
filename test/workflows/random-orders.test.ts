import { PassingFault } from '../../bench/deadline/virtual-activities';
import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import { Random } from '../../bench/deadline/random';
import { deadlinePolicies } from '../../src/domain/deadline';
import type { BackupProgress } from '../../src/domain/backup-progress';
import { openBuiltSandbox } from './built-workflows';
import { randomOrders, shallBePaused } from './random-orders';
import { at, minute, plainNight, playNight, second, type Order, type VirtualPlay } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await openBuiltSandbox();
});

/** What it says of itself is true of one moment, and follows from what it said before. */
function expectConsistent(progress: BackupProgress, before: BackupProgress | undefined): void {
  expect(progress.paused).toBe(progress.pause !== null);
  expect(progress.bytesCopied).toBeLessThanOrEqual(progress.bytesTotal ?? 0);
  expect(progress.parts.done).toBeLessThanOrEqual(progress.parts.total);
  expect(progress.bytesCopied).toBeGreaterThanOrEqual(before?.bytesCopied ?? 0);
  expect(progress.phases.length).toBeGreaterThanOrEqual(before?.phases.length ?? 0);
  const { forecast, decisions, pace } = progress.timing;
  expect(forecast?.whole?.likelyMs ?? 0).toBeGreaterThanOrEqual(0);
  expect(decisions.slice(0, before?.timing.decisions.length ?? 0)).toEqual(before?.timing.decisions ?? []);
  const isAsked = decisions.some(({ because }) => because.startsWith('somebody asked for it'));
  expect(isAsked ? pace : 'expedited').toBe('expedited');
}

/** A night of troubles: an outage of a region, and activities that fail and are tried again. */
function troubled(random: Random): Pick<VirtualPlay, 'night' | 'changes'> {
  const from = Math.round(random.next() * 60) * minute;
  const outage = { fromMs: from, toMs: from + 20 * minute, factor: 0 };
  const regions = plainNight.regions.map((region, i) => (i === 2 ? { ...region, spells: [outage] } : region));
  return {
    night: { regions },
    changes: (activities) => ({
      runExport: async (order, context) => {
        if (random.happens(0.4)) throw new PassingFault('the listener is gone');
        return activities.runExport(order, context);
      },
      copyBatch: async (order, context) => {
        if (random.happens(0.02)) throw new PassingFault('the line is gone');
        return activities.copyBatch(order, context);
      },
      pauseExport: async (order, context) => {
        if (random.happens(0.4)) throw new PassingFault('the listener is gone');
        return activities.pauseExport(order, context);
      },
    }),
  };
}

/** More, by hand: REDOUBT_SEEDS=500. */
const seeds = Array.from({ length: Number(process.env['REDOUBT_SEEDS'] ?? 12) }, (_, i) => i + 1);

it.each(seeds)(
  'whatever it is asked, whenever, a backup is sealed and tells what is true of it (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const orders = randomOrders(random);
    let before: BackupProgress | undefined;
    const looks = [...orders, { atMs: 1 }].map(({ atMs }): Order => ({
      atMs: atMs + second,
      look: ({ progress }) => {
        expectConsistent(progress, before);
        if (progress.phase !== 'done') expect(progress.paused).toBe(shallBePaused(orders, atMs + second));
        before = progress;
      },
    }));
    const policy = random.oneOf(deadlinePolicies.filter((each) => each !== 'fail').map((each) => [each, 1] as const));
    const { failed, result, updates } = await playNight(sandbox, {
      ...troubled(random),
      request: { deadline: 'PT90M', policy },
      orders: [...orders, ...looks],
    });
    expect([failed, result.outcome]).toEqual([null, 'sealed']);
    expect(result.copies.filter(({ manifest }) => manifest).length).toBeGreaterThanOrEqual(2);
    for (const update of updates) expect('result' in update || update.refused !== '').toBe(true);
  },
);

it.each([
  [['resume', 'pause'], true],
  [['pause', 'resume'], false],
  [['pauseUntil', 'pause', 'pauseUntil'], true],
])('of orders that came before its first step the last one counts: %j', async (signals, isPaused) => {
  const seen: BackupProgress[] = [];
  const early = signals.map((signal): Order => ({ atMs: 0, signal, input: at(minute) }));
  const { result } = await playNight(sandbox, {
    orders: [
      ...early,
      { atMs: 30 * second, look: ({ progress }) => void seen.push(progress) },
      { atMs: 2 * minute, signal: 'resume' },
    ],
  });
  expect(seen.map(({ paused }) => paused)).toEqual([isPaused]);
  expect(result.outcome).toBe('sealed');
});
