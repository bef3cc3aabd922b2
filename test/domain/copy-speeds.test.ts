import { CopySpeeds } from '../../src/domain/copy-speeds';

const rates = (speeds: CopySpeeds, waiting: readonly string[] = []) =>
  speeds.paths(nothing, waiting).map(({ rate, mayTake }) => [rate === null ? null : Math.round(rate), mayTake]);

const nothing = ['london', 'frankfurt'].map((name) => ({ name, missedBytes: 0 }));

/** Looks every ten seconds: of 100 bytes a second, london and frankfurt miss so many. */
function copy(
  speeds: CopySpeeds,
  seconds: readonly [from: number, to: number],
  { misses = [0, 0], waiting = [] }: { misses?: readonly [number, number]; waiting?: readonly string[] } = {},
): void {
  for (let s = seconds[0]; s <= seconds[1]; s += 10) {
    const missed = ['london', 'frankfurt'].map((name, i) => ({ name, missedBytes: (misses[i] ?? 0) * s }));
    speeds.add(s * 1000, 100 * s, missed, waiting);
  }
}

it('a region’s speed is that of what it got of the copy', () => {
  const speeds = new CopySpeeds(100);
  copy(speeds, [0, 60], { misses: [0, 75] });
  expect(rates(speeds).map(([rate]) => rate)).toEqual([100, 25]);
});

it('a region that waits keeps its speed, and is measured from its return on: the time that it waited is no part of it', () => {
  const speeds = new CopySpeeds(100);
  copy(speeds, [0, 60]);
  copy(speeds, [70, 600], { misses: [100, 0], waiting: ['london'] });
  expect(rates(speeds, ['london'])[0]?.[0]).toBe(100);
  const lacks = 70_000;
  for (let s = 610; s <= 640; s += 10) speeds.add(s * 1000, 100 * s, [{ name: 'london', missedBytes: lacks }], []);
  expect(rates(speeds)[0]?.[0]).toBe(100);
});

it('nothing is told of a few parts, but after a minute', () => {
  const speeds = new CopySpeeds(500);
  copy(speeds, [0, 50], { misses: [0, 50] });
  expect([speeds.whole(), ...rates(speeds)]).toEqual([null, [null, undefined], [null, undefined]]);
  copy(speeds, [60, 70], { misses: [0, 50] });
  expect([speeds.whole(), ...rates(speeds)]).toEqual([100, [100, undefined], [50, undefined]]);
});

it('one that waits might take as much as the quickest, if it did before', () => {
  const speeds = new CopySpeeds(100);
  copy(speeds, [0, 60], { misses: [5, 0] });
  speeds.add(70_000, 20_000, nothing, ['london']);
  speeds.add(80_000, 22_000, nothing, ['london']);
  expect(rates(speeds, ['london'])[0]).toEqual([95, 200]);
  const slow = new CopySpeeds(100);
  copy(slow, [0, 60], { misses: [50, 0] });
  slow.add(70_000, 20_000, nothing, ['london']);
  expect(rates(slow, ['london'])[0]).toEqual([50, undefined]);
});

it('a region without a byte in a minute and a half takes nothing, whatever its mean; unless the whole copy stands still', () => {
  const speeds = new CopySpeeds(100);
  copy(speeds, [0, 600]);
  const stands = (s: number, copied: number) =>
    speeds.add(
      s * 1000,
      copied,
      [
        { name: 'london', missedBytes: copied - 60_000 },
        { name: 'frankfurt', missedBytes: 0 },
      ],
      [],
    );
  stands(640, 64_000);
  expect(rates(speeds)[0]?.[0]).toBeGreaterThan(50);
  stands(700, 70_000);
  expect(rates(speeds).map(([rate]) => rate)).toEqual([0, 100]);
  const paused = new CopySpeeds(100);
  copy(paused, [0, 600]);
  paused.add(700_000, 60_000, nothing, []);
  expect(rates(paused)[0]?.[0]).toBeGreaterThan(0);
});
