import fc from 'fast-check';
import { chooseWaiting, type WaitingSight } from '../../src/domain/waiting-regions';
import { isWorthWaiting } from '../../src/domain/waiting-trial';

const minute = 60_000;
const path = (name: string, missedBytes: number, rate: number | null) => ({ name, missedBytes, rate });

/** 60,000 bytes are left; at 100 a second that is ten minutes. */
const sight = (change: Partial<WaitingSight> = {}): WaitingSight => ({
  paths: [path('london', 0, 50), path('frankfurt', 0, 100), path('stockholm', 0, 200)],
  waiting: [],
  bytesLeft: 60_000,
  minCopies: 2,
  timeMs: 8 * minute,
  likelyMs: 10 * minute,
  ...change,
});

describe('regions wait', () => {
  it('when the deadline would be missed: the one that needs longest, not the one that is named first', () => {
    expect(chooseWaiting(sight())?.waiting).toEqual(['london']);
    const lacking = [path('london', 0, 50), path('frankfurt', 0, 100), path('stockholm', 600_000, 200)];
    expect(chooseWaiting(sight({ paths: lacking }))?.waiting).toEqual(['stockholm']);
  });

  it('never while there is time, nor where nothing is known of them', () => {
    expect(chooseWaiting(sight({ timeMs: 11 * minute }))).toBeUndefined();
    const unknown = [path('london', 0, null), path('frankfurt', 0, 100), path('stockholm', 0, 200)];
    expect(chooseWaiting(sight({ paths: unknown }))).toBeUndefined();
  });

  it('no longer when every region can be whole with time to spare', () => {
    expect(chooseWaiting(sight({ waiting: ['london'], timeMs: 60 * minute }))?.waiting).toEqual([]);
    expect(chooseWaiting(sight({ waiting: ['london'], timeMs: 25 * minute }))).toBeUndefined();
  });

  it('in the place of one that the quorum can do with, when another has failed', () => {
    const failed = [path('london', 5000, 50), path('frankfurt', 0, 0), path('stockholm', 0, 200)];
    expect(chooseWaiting(sight({ paths: failed, waiting: ['london'] }))?.waiting).toEqual(['frankfurt']);
  });

  it('in turn, when the one that waits had taken as much as the quickest: it may have the better line', () => {
    const tied = [{ ...path('london', 5000, 50), mayTake: 200 }, path('frankfurt', 0, 60), path('stockholm', 0, 200)];
    const late = { waiting: ['london'], timeMs: 12 * minute, likelyMs: 16 * minute };
    expect(chooseWaiting(sight({ ...late, paths: tied }))?.waiting).toEqual(['frankfurt']);
    const known = tied.map(({ name, missedBytes, rate }) => path(name, missedBytes, rate));
    expect(chooseWaiting(sight({ ...late, paths: known }))).toBeUndefined();
  });

  it('whatever is known: only so many that the quorum is left, and only with a reason to change', () => {
    const rate = fc.option(fc.integer({ min: 0, max: 1000 }));
    const names = ['a', 'b', 'c', 'd'];
    const any = fc.record({
      paths: fc.tuple(
        ...names.map((name) => fc.tuple(fc.nat(100_000), rate).map(([lacks, r]) => path(name, lacks, r))),
      ),
      waiting: fc.subarray(names, { maxLength: 2 }),
      timeMs: fc.integer({ min: -minute, max: 100 * minute }),
      likelyMs: fc.integer({ min: 0, max: 100 * minute }),
      bytesLeft: fc.nat(100_000),
    });
    fc.assert(
      fc.property(any, (change) => {
        const choice = chooseWaiting(sight(change));
        if (choice === undefined) return;
        expect(choice.waiting.length).toBeLessThanOrEqual(2);
        expect(choice.waiting.toSorted()).not.toEqual(change.waiting.toSorted());
      }),
    );
  });
});

it('waiting is judged after two minutes, by what the quorum took more', () => {
  const start = { atMs: 0, quorumBytes: 0, quorumRate: 100 };
  expect(isWorthWaiting(start, { atMs: minute, quorumBytes: 12_000 })).toBeUndefined();
  expect(isWorthWaiting(start, { atMs: 2 * minute, quorumBytes: 12_500 })).toBe(false);
  expect(isWorthWaiting(start, { atMs: 2 * minute, quorumBytes: 15_000 })).toBe(true);
});
