import * as fc from 'fast-check';
import { PartMemory, type PartLease } from '../../../src/vault/seal/part-memory';
import { never } from '../example-backup';

/** Whether a promise has settled by now. */
async function isGranted(lease: Promise<PartLease>): Promise<boolean> {
  const later = Promise.resolve().then(() => undefined);
  return (await Promise.race([lease, later])) !== undefined;
}

describe('the memory of parts', () => {
  it('is lent again once nobody uses it, and never when somebody might', async () => {
    const memory = new PartMemory({ budgetBytes: 1000, plainLeases: 2 });
    const first = await memory.lease('sealed', 100, never);
    first.release('again');
    const second = await memory.lease('sealed', 90, never);
    expect(second.memory).toBe(first.memory);
    second.release('never');
    const third = await memory.lease('sealed', 90, never);
    expect(third.memory).not.toBe(first.memory);
  });

  it('is never lent to two at once, nor beyond its budget while there is another part', async () => {
    const step = fc.record({
      use: fc.constantFrom('plain' as const, 'sealed' as const),
      sizeBytes: fc.integer({ min: 1, max: 400 }),
      end: fc.constantFrom('again' as const, 'never' as const),
      releaseAt: fc.nat(20),
      usedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const memory = new PartMemory({ budgetBytes: 1000, plainLeases: 2 });
        const lent = new Set<SharedArrayBuffer>();
        const held: { readonly lease: PartLease; readonly end: 'again' | 'never' }[] = [];
        const release = (at: number): void => {
          const [ended] = held.splice(at % Math.max(1, held.length), 1);
          if (ended === undefined) return;
          lent.delete(ended.lease.memory);
          ended.lease.release(ended.end);
        };
        const asked = steps.map(async ({ use, sizeBytes, end, usedShare }) => {
          const lease = await memory.lease(use, sizeBytes, never);
          expect(lent.has(lease.memory)).toBe(false);
          expect(lease.memory.byteLength).toBeGreaterThanOrEqual(sizeBytes);
          lent.add(lease.memory);
          held.push({ lease, end });
          lease.shrink(Math.floor(sizeBytes * usedShare));
          // One of either use is granted whatever the budget says.
          expect(memory.leasedBytes).toBeLessThanOrEqual(1000 + 400);
        });
        for (const { releaseAt } of steps) {
          await Promise.resolve();
          release(releaseAt);
        }
        const all = Promise.all(asked);
        const progress = { isDone: false };
        void all.then(() => (progress.isDone = true));
        while (!progress.isDone) {
          await new Promise((resolve) => setImmediate(resolve));
          release(0);
        }
        while (held.length > 0) release(0);
        expect(memory.leasedBytes).toBe(0);
      }),
    );
  });

  it('goes to what is sealed before what is read', async () => {
    const memory = new PartMemory({ budgetBytes: 300, plainLeases: 9 });
    const sealed = await memory.lease('sealed', 100, never);
    const plain = [await memory.lease('plain', 100, never), await memory.lease('plain', 100, never)];
    const nextPlain = memory.lease('plain', 100, never);
    const nextSealed = memory.lease('sealed', 100, never);
    plain[0]?.release('again');
    expect(await isGranted(nextSealed)).toBe(true);
    expect(await isGranted(nextPlain)).toBe(false);
    sealed.shrink(0);
    expect(await isGranted(nextPlain)).toBe(true);
  });

  it('lets go of who waits for it when they are aborted', async () => {
    const memory = new PartMemory({ budgetBytes: 100, plainLeases: 1 });
    await memory.lease('plain', 100, never);
    const controller = new AbortController();
    const waiting = memory.lease('plain', 100, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
