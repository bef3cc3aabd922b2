import fc from 'fast-check';
import { addMissing, openSpans, sharedSpans } from '../../src/domain/copy-work';
import type { BatchIndex } from '../../src/domain/manifest';

const batch = (firstPart: number, parts: number): BatchIndex => ({
  firstPart,
  parts,
  key: 'k',
  sha256: '0'.repeat(64),
  size: 1,
});

describe('openSpans', () => {
  it('cuts a file nobody has worked on into batches', () => {
    expect(openSpans(20, [], 8)).toEqual([
      { first: 0, end: 8 },
      { first: 8, end: 16 },
      { first: 16, end: 20 },
    ]);
  });

  it('puts the gap that a stopped batch left first', () => {
    expect(openSpans(20, [batch(0, 3), batch(8, 8)], 8)).toEqual([
      { first: 3, end: 8 },
      { first: 16, end: 20 },
    ]);
  });

  it('has nothing to do for an empty file', () => {
    expect(openSpans(0, [], 8)).toEqual([]);
  });

  it('covers every part exactly once, whatever was done before', () => {
    const histories = fc.integer({ min: 0, max: 60 }).chain((total) =>
      fc.record({
        total: fc.constant(total),
        done: fc.subarray(Array.from({ length: total }, (_, i) => i)),
        perBatch: fc.integer({ min: 1, max: 9 }),
      }),
    );
    fc.assert(
      fc.property(histories, ({ total, done, perBatch }) => {
        const spans = openSpans(
          total,
          done.map((part) => batch(part, 1)),
          perBatch,
        );
        const covered = spans.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i));
        expect([...covered, ...done].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
        expect(spans.every(({ first, end }) => end > first && end - first <= perBatch)).toBe(true);
      }),
    );
  });
});

describe('sharedSpans', () => {
  it('cuts what is left small enough that each lane has something to do', () => {
    expect(sharedSpans(20, [batch(0, 12)], { partsPerBatch: 8, turns: 4 })).toEqual([
      { first: 12, end: 14 },
      { first: 14, end: 16 },
      { first: 16, end: 18 },
      { first: 18, end: 20 },
    ]);
  });

  it('leaves batches as they are where there are enough of them', () => {
    expect(sharedSpans(80, [], { partsPerBatch: 8, turns: 4 })).toEqual(openSpans(80, [], 8));
    expect(sharedSpans(8, [], { partsPerBatch: 8, turns: 1 })).toEqual(openSpans(8, [], 8));
    expect(sharedSpans(0, [], { partsPerBatch: 8, turns: 4 })).toEqual([]);
  });
});

describe('addMissing', () => {
  it('sums the parts of a region and keeps the last reason', () => {
    const sum = addMissing({ london: { parts: 2, reason: 'refused' } }, { london: { parts: 1, reason: 'timed out' } });
    expect(sum).toEqual({ london: { parts: 3, reason: 'timed out' } });
  });
});
