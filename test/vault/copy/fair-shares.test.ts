import { FairShares, leftOut, type ShareSettings } from '../../../src/vault/copy/fair-shares';
import { SlowRegions } from '../../../src/vault/copy/slow-regions';
import { never } from '../example-backup';
import { until } from '../versitygw';

const entry = { sizeBytes: 100, signal: never };

/** A put that ends when the test says so. */
function held(): { readonly put: (signal: AbortSignal) => Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const put = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      void ended.then(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { put, end: () => end() };
}

function shares(regions: readonly string[], patienceMs: number, others: Partial<ShareSettings> = {}): FairShares {
  const settings = {
    shareOf: () => 1,
    patienceMsOf: () => patienceMs,
    isDown: () => false,
    slow: new SlowRegions(10_000),
  };
  return new FairShares({ regions, ...settings, ...others });
}

describe('the share of a region', () => {
  it('is never cut while every region is as busy', async () => {
    const fair = shares(['a', 'b'], 20);
    const [a, b, next] = [held(), held(), held()];
    const busy = [fair.run('a', entry, a.put), fair.run('b', entry, b.put)];
    const waiting = fair.run('a', entry, next.put);
    await new Promise((resolve) => setTimeout(resolve, 60));
    a.end();
    next.end();
    expect(await waiting).toBeUndefined();
    b.end();
    await Promise.all(busy);
  });

  it('is cut once the others have waited long enough, and only while it is taken', async () => {
    const fair = shares(['slow', 'quick'], 30);
    const slow = held();
    const first = fair.run('slow', entry, slow.put);
    expect(await fair.run('slow', entry, held().put)).toBe(leftOut);
    expect(await fair.run('slow', entry, held().put)).toBe(leftOut);
    slow.end();
    expect(await first).toBeUndefined();
    const later = held();
    const again = fair.run('slow', entry, later.put);
    later.end();
    expect(await again).toBeUndefined();
  });

  it('costs no patience while parts are being made ready, or when the others are down', async () => {
    const fair = shares(['slow', 'down'], 20, { isDown: (region) => region === 'down' });
    const [slow, next] = [held(), held()];
    const first = fair.run('slow', entry, slow.put);
    const second = fair.run('slow', entry, next.put);
    await new Promise((resolve) => setTimeout(resolve, 60));
    slow.end();
    next.end();
    expect([await first, await second]).toEqual([undefined, undefined]);

    const sealing = shares(['slow', 'quick'], 20);
    const [taken, queued, preparing] = [held(), held(), held()];
    const prepared = sealing.prepare(() => preparing.put(never));
    const running = sealing.run('slow', entry, taken.put);
    const waiting = sealing.run('slow', entry, queued.put);
    await new Promise((resolve) => setTimeout(resolve, 60));
    taken.end();
    queued.end();
    preparing.end();
    expect(await Promise.all([prepared, running, waiting])).toEqual([undefined, undefined, undefined]);
  });

  it('is waited for at the end of a batch, also where nobody waits for it before', async () => {
    const fair = shares(['slow', 'quick'], 0, { lastPatienceMsOf: () => 60_000 });
    const slow = held();
    const last = fair.run('slow', entry, slow.put);
    expect(await fair.run('slow', entry, held().put)).toBe(leftOut);
    fair.drain();
    slow.end();
    expect(await last).toBeUndefined();
  });

  it('ends with the batch: there is patience once more, then what is under way is left out', async () => {
    const fair = shares(['slow', 'quick'], 30);
    const running = fair.run('slow', entry, held().put);
    fair.drain();
    expect(await running).toBe(leftOut);
  });

  it('is not waited for at the end of a batch by parts that it has no place for, where it is known to be slow', async () => {
    const slow = new SlowRegions(10_000);
    const fair = shares(['slow', 'quick'], 60_000, { slow });
    const first = held();
    const running = fair.run('slow', entry, first.put);
    const waiting = fair.run('slow', entry, held().put);
    slow.found('slow');
    fair.drain();
    expect(await waiting).toBe(leftOut);
    expect(await fair.run('slow', entry, held().put)).toBe(leftOut);
    first.end();
    expect(await running).toBeUndefined();
  });

  it('is taken from the newest of its parts when those have the memory that another one waits for', async () => {
    const slow = new SlowRegions(1000);
    const fair = shares(['slow', 'quick'], 20, { shareOf: () => 8, slow });
    const puts = Array.from({ length: 4 }, () => held());
    const outcomes = puts.map(({ put }) => fair.run('slow', entry, put));
    const settled: number[] = [];
    outcomes.forEach((outcome, i) => void outcome.then(() => settled.push(i)));
    slow.isStarved = true;
    await until(() => Promise.resolve(slow.isSlow('slow')));
    expect(await Promise.all(outcomes.slice(2))).toEqual([leftOut, leftOut]);
    expect(settled.toSorted((a, b) => a - b)).toEqual([2, 3]);
    expect(slow.hasRoom('slow', 100)).toBe(false);
    for (const { end } of puts) end();
    expect(await Promise.all(outcomes.slice(0, 2))).toEqual([undefined, undefined]);
    fair.close();
  });

  it('is no matter to a part that no other region has taken', async () => {
    const fair = shares(['slow', 'quick'], 0);
    const first = held();
    const running = fair.run('slow', entry, first.put);
    expect(await fair.run('slow', entry, held().put)).toBe(leftOut);
    const last = held();
    const insisting = fair.run('slow', { ...entry, insists: true }, last.put);
    first.end();
    last.end();
    expect(await Promise.all([running, insisting])).toEqual([undefined, undefined]);
  });

  it('is the only region’s whole time', async () => {
    const fair = shares(['only'], 5);
    const [one, two] = [held(), held()];
    const both = [fair.run('only', entry, one.put), fair.run('only', entry, two.put)];
    fair.drain();
    await new Promise((resolve) => setTimeout(resolve, 30));
    one.end();
    two.end();
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
  });

  it('lets go of a waiting part at once when it is aborted', async () => {
    const fair = shares(['a'], 1000);
    const controller = new AbortController();
    const first = held();
    const running = fair.run('a', entry, first.put);
    const waiting = fair.run('a', { ...entry, signal: controller.signal }, held().put);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    first.end();
    await until(() => running.then(() => true));
  });
});
