import { quorumLeftMs, slowestBeyondQuorum, type RegionPath } from '../../src/domain/quorum-left';

const path = (name: string, missedBytes: number, rate: number | null): RegionPath => ({ name, missedBytes, rate });
const paths = [path('london', 0, 100), path('frankfurt', 1000, 50), path('stockholm', 5000, 10)];

describe('a quorum', () => {
  it('is whole when enough regions have what was copied and what they missed', () => {
    expect(quorumLeftMs(paths, 1000, 1)).toBe(10_000);
    expect(quorumLeftMs(paths, 1000, 2)).toBe(40_000);
    expect(quorumLeftMs(paths, 0, 1)).toBe(0);
  });

  it('is not forecast while too few speeds are known', () => {
    expect(quorumLeftMs([path('london', 0, 100), path('frankfurt', 0, null)], 1000, 2)).toBeNull();
  });

  it('is forecast with a region that takes nothing, and is far away', () => {
    expect(quorumLeftMs([path('london', 0, 0)], 1000, 1)).toBe(30 * 24 * 3600_000);
  });

  it('does without the regions that need longest, and never without one that it needs', () => {
    expect(slowestBeyondQuorum(paths, 1000, 2)).toEqual(['stockholm']);
    expect(slowestBeyondQuorum(paths, 1000, 3)).toEqual([]);
  });
});
