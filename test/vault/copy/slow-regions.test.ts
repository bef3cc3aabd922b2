import * as fc from 'fast-check';
import { SlowRegions } from '../../../src/vault/copy/slow-regions';

describe('what slow regions may have under way', () => {
  it('is everything while a region keeps up, and a quarter of the memory once it was found slow', () => {
    const slow = new SlowRegions(1000);
    slow.take('a', 800);
    expect(slow.hasRoom('a', 800)).toBe(true);
    slow.found('a');
    expect([slow.hasRoom('a', 1), slow.bytesOver('a')]).toEqual([false, 0]);
    slow.take('a', 100);
    expect(slow.bytesOver('a')).toBe(450);
    expect(slow.hasRoom('b', 800)).toBe(true);
  });

  it('is half of the memory for all of them together, and one part for somebody always', () => {
    const slow = new SlowRegions(1000);
    for (const name of ['a', 'b', 'c']) slow.found(name);
    expect(slow.hasRoom('a', 900)).toBe(true);
    const end = slow.take('a', 240);
    slow.take('b', 250);
    expect([slow.hasRoom('a', 20), slow.hasRoom('c', 20)]).toEqual([false, false]);
    end();
    expect([slow.hasRoom('a', 20), slow.hasRoom('c', 20)]).toEqual([true, true]);
  });

  it('is given back once, and whoever waits for it is told', () => {
    const slow = new SlowRegions(1000);
    let told = 0;
    const forget = slow.onChange(() => (told += 1));
    const end = slow.take('a', 300);
    end();
    end();
    expect([told, slow.isIdle('a')]).toEqual([1, true]);
    slow.isStarved = true;
    slow.isStarved = true;
    expect(told).toBe(2);
    forget();
    slow.isStarved = false;
    expect(told).toBe(2);
  });

  it('is no longer bounded once eight parts in a row found the region with nothing to do', () => {
    const slow = new SlowRegions(1000);
    slow.found('a');
    const takeIdle = (times: number): void => {
      for (let i = 0; i < times; i += 1) slow.take('a', 200)();
    };
    takeIdle(6);
    const busy = slow.take('a', 200);
    expect(slow.hasRoom('a', 200)).toBe(false);
    busy();
    takeIdle(7);
    expect(slow.isSlow('a')).toBe(true);
    takeIdle(1);
    expect(slow.isSlow('a')).toBe(false);
  });

  it('is never more than half of the memory, but for one part, and never less than nothing', () => {
    const step = fc.record({
      region: fc.constantFrom('a', 'b', 'c'),
      sizeBytes: fc.integer({ min: 1, max: 300 }),
      endAt: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const slow = new SlowRegions(1000);
        const underWay: { readonly sizeBytes: number; readonly end: () => void }[] = [];
        for (const { region, sizeBytes, endAt } of steps) {
          slow.found(region);
          if (slow.hasRoom(region, sizeBytes)) underWay.push({ sizeBytes, end: slow.take(region, sizeBytes) });
          if (endAt < underWay.length) underWay.splice(endAt, 1)[0]?.end();
          const bytes = underWay.reduce((sum, part) => sum + part.sizeBytes, 0);
          expect(underWay.length <= 1 || bytes <= 500).toBe(true);
        }
        for (const { end } of underWay) end();
        expect(['a', 'b', 'c'].every((region) => slow.isIdle(region))).toBe(true);
      }),
    );
  });
});
