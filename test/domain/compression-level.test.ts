import * as fc from 'fast-check';
import { bottlenecks } from '../../src/domain/bottleneck';
import { chooseLevel, guessLevel, type LevelQuestion } from '../../src/domain/compression-level';
import type { SealSample } from '../../src/domain/seal-sample';

const mb = 1e6;

/** As TPC-H's text came out: [level, packed bytes for each plain one, MB/s of a thread]. */
const sampleOf = (...levels: readonly (readonly [number, number, number])[]): SealSample => ({
  threads: 2,
  levels: levels.map(([level, ratio, speed]) => ({ level, ratio, bytesPerSecond: speed * mb })),
});
const text = sampleOf([1, 0.314, 190], [3, 0.3, 130], [5, 0.292, 75]);
const madeUpRows = sampleOf([1, 0.297, 200], [3, 0.334, 120], [5, 0.323, 75]);
const packedAlready = sampleOf([1, 1, 400], [3, 1, 390], [5, 0.995, 350]);

const slowLine: LevelQuestion = { bottleneck: 'link', levelNow: 1, sample: text, bytesPerSecond: 20 * mb };

describe('where a line is waited for', () => {
  it.each(['link', 'loss', 'receiver', 'own-limit'] as const)(
    '(%s) the level that packs best is taken',
    (bottleneck) => {
      expect(chooseLevel({ ...slowLine, bottleneck })).toEqual({
        level: 5,
        because: 'a sample got 7 % smaller, at 0.4 of the speed, and the CPU has room',
      });
    },
  );

  it('the best is taken of those that the CPU has room for', () => {
    expect(chooseLevel({ ...slowLine, bytesPerSecond: 101 * mb })).toEqual({
      level: 3,
      because: 'a sample got 4 % smaller, at 0.7 of the speed, and the CPU has room',
    });
  });

  it('the level stays where the CPU has room for none, and the log can say so', () => {
    expect(chooseLevel({ ...slowLine, bytesPerSecond: 180 * mb })).toEqual({
      level: 1,
      because: 'at 5 a sample got 7 % smaller, at 0.4 of the speed, for which the CPU has no room',
    });
  });

  it('the level stays where the data do not get smaller by it', () => {
    for (const sample of [madeUpRows, packedAlready]) {
      expect(chooseLevel({ ...slowLine, sample })).toEqual({
        level: 1,
        because: 'none that was tried made a sample 3 % smaller',
      });
    }
  });

  it('a configured level that makes these data larger than a faster one does is left for that', () => {
    expect(chooseLevel({ ...slowLine, levelNow: 3, sample: madeUpRows, bytesPerSecond: null })).toEqual({
      level: 1,
      because: 'a sample got 11 % smaller, at 1.7 of the speed, and the CPU has room',
    });
  });

  it('the level stays while it is not known what the lines take, or nothing was tried', () => {
    expect(chooseLevel({ ...slowLine, bytesPerSecond: null }).level).toBe(1);
    expect(chooseLevel({ ...slowLine, sample: null })).toEqual({ level: 1 });
    // Batches that were sealed at another level tried another one.
    expect(chooseLevel({ ...slowLine, levelNow: 9 })).toEqual({ level: 9 });
  });
});

describe('where the CPU is what holds it back', () => {
  it.each(['cpu', 'memory'] as const)('(%s) the fastest of the lower levels is taken', (bottleneck) => {
    expect(chooseLevel({ ...slowLine, bottleneck, levelNow: 5 })).toEqual({
      level: 1,
      because: 'a sample got 8 % larger, at 2.5 of the speed',
    });
  });

  it('the level stays where a lower one is hardly faster', () => {
    expect(chooseLevel({ ...slowLine, bottleneck: 'cpu', levelNow: 3, sample: packedAlready }).level).toBe(3);
    expect(chooseLevel({ ...slowLine, bottleneck: 'cpu' })).toEqual({ level: 1 });
  });
});

it.each([null, 'database', 'disk'] as const)('held back by %s, the level stays', (bottleneck) => {
  expect(chooseLevel({ ...slowLine, bottleneck, levelNow: 3 })).toEqual({ level: 3 });
});

it('asked again with the same figures, it stays with what it chose', () => {
  const figure = fc.tuple(
    fc.constantFrom(1, 3, 5, 9),
    fc.double({ min: 0.05, max: 1, noNaN: true }),
    fc.double({ min: 1, max: 500, noNaN: true }),
  );
  const levels = fc.uniqueArray(figure, { minLength: 1, selector: ([level]) => level });
  const question = fc.record({
    bottleneck: fc.constantFrom(null, ...bottlenecks),
    levelNow: fc.constantFrom(1, 3, 5, 9),
    sample: levels.map((each) => sampleOf(...each)),
    bytesPerSecond: fc.option(fc.double({ min: 1e6, max: 1e9, noNaN: true })),
  });
  fc.assert(
    fc.property(question, (asked) => {
      const { level } = chooseLevel(asked);
      expect(chooseLevel({ ...asked, levelNow: level }).level).toBe(level);
    }),
  );
});

it('a run that began before samples were taken goes by the bottleneck alone, as it did', () => {
  expect(guessLevel('link', 2, 2)).toEqual({ level: 3 });
  expect(guessLevel('link', 9, 2)).toEqual({ level: 9 });
  expect(guessLevel('cpu', 9, 9)).toEqual({ level: 1 });
  expect(guessLevel('database', 1, 3)).toEqual({ level: 3 });
});
