import { FairShares } from '../../src/vault/fair-shares';
import { PartMemory } from '../../src/vault/part-memory';
import { never } from './example-backup';

const partBytes = 32;
const patienceMs = 10_000;
const quickMs = 10;

/** Takes a part in its time, or never. */
const taking =
  (ms: number) =>
  (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (Number.isFinite(ms)) setTimeout(resolve, ms);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });

/** How often the patience with a region was used up. */
let usedUp = 0;

interface Batch {
  readonly memory: PartMemory;
  readonly parts: number;
  readonly slowMs: number;
  /** How long a part is read and sealed. */
  readonly prepareMs?: number;
}

interface Copied {
  done: number;
  leftOut: number;
}

/** A batch's lanes, as copy-parts.ts has them: a quick region and a slow one, four PUTs at once in each. */
function copy({ memory, parts, slowMs, prepareMs = 1 }: Batch): Copied {
  const copied: Copied = { done: 0, leftOut: 0 };
  const fair = new FairShares({
    regions: ['quick', 'slow'],
    shareOf: () => 4,
    patienceMsOf: () => patienceMs,
    isDown: () => false,
    onUsedUp: () => void (usedUp += 1),
    memory,
  });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < parts) {
      next += 1;
      const plain = await memory.lease('plain', partBytes, never);
      await fair.prepare(() => taking(prepareMs)(never));
      const sealed = await memory.lease('sealed', partBytes, never);
      plain.release('again');
      const puts = [fair.run('quick', never, taking(quickMs)), fair.run('slow', never, taking(slowMs))];
      const ends = await Promise.all(puts);
      copied.leftOut += ends.filter((end) => end !== undefined).length;
      sealed.release('again');
      copied.done += 1;
    }
    fair.drain();
  };
  void Promise.all(Array.from({ length: 7 }, lane)).then(() => fair.close());
  return copied;
}

/** Room for four parts on their way, and for a fifth that is being read. */
const tight = (): PartMemory => new PartMemory({ budgetBytes: 5 * partBytes, plainLeases: 2 });

describe('a region whose parts hold all memory', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    usedUp = 0;
  });
  afterEach(() => void jest.useRealTimers());

  it('is waited for as long as one that is full, where it hangs; then the others go on', async () => {
    const copied = copy({ memory: tight(), parts: 200, slowMs: Infinity });
    await jest.advanceTimersByTimeAsync(patienceMs - 100);
    expect(copied.done).toBe(0);
    // The last ones wait for it once more, at the end of the batch.
    await jest.advanceTimersByTimeAsync(10_000);
    expect(copied.done).toBeGreaterThan(190);
    await jest.advanceTimersByTimeAsync(patienceMs);
    expect(copied).toEqual({ done: 200, leftOut: 200 });
    // It is told once, and once more at the end.
    expect(usedUp).toBe(2);
  });

  it('loses no more places than it takes for the others to go on', async () => {
    const copied = copy({ memory: tight(), parts: 2000, slowMs: 3000 });
    await jest.advanceTimersByTimeAsync(4 * patienceMs);
    expect(copied.done).toBeGreaterThan(1000);
    // With three places, and three seconds a part, after the first ten seconds.
    expect(copied.done - copied.leftOut).toBeGreaterThan(20);
  });

  it('is not cut off while a part of another batch is read or sealed', async () => {
    const memory = tight();
    copy({ memory, parts: 1, slowMs: 1, prepareMs: 100_000 });
    const copied = copy({ memory, parts: 60, slowMs: 2000 });
    await jest.advanceTimersByTimeAsync(90_000);
    expect(copied.leftOut).toBe(0);
  });

  it('holds back all batches of the process, and each of them goes on', async () => {
    const memory = tight();
    const copied = [copy({ memory, parts: 100, slowMs: Infinity }), copy({ memory, parts: 100, slowMs: Infinity })];
    await jest.advanceTimersByTimeAsync(6 * patienceMs);
    expect(copied.map(({ done }) => done)).toEqual([100, 100]);
  });
});
