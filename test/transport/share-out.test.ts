import fc from 'fast-check';
import { shareOut } from '../../src/transport/share-out';

test.each([
  ['equal shares', [10, 10], [10, 10]],
  ['the others get what a slow one leaves, which may take twice what it has', [2, 20], [10, 16]],
  ['one that did not send all the time is not slow', [undefined, 10], [10, 10]],
])('%s', (_what, goodputs, shares) => {
  const sockets = goodputs.map((goodput, i) => ({ id: String(i), goodput }));
  expect([...shareOut(20, sockets).values()]).toEqual(shares);
});

test('nobody gets less than an equal share, and all that use theirs do not exceed the whole', () => {
  const goodput = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.array(goodput, { minLength: 1, maxLength: 32 }), (total, all) => {
      const sockets = all.map((each, i) => ({ id: String(i), goodput: each }));
      const equal = total / sockets.length;
      const shares = shareOut(total, sockets);
      let used = 0;
      for (const { id, goodput: was } of sockets) {
        const share = shares.get(id) ?? 0;
        expect(share).toBeGreaterThanOrEqual(equal);
        used += was !== undefined && was < equal / 2 ? was * 2 : share;
      }
      expect(used).toBeLessThanOrEqual(total * 1.001);
    }),
  );
});
