import type { BottleneckShare, MonitorFindings, UnavailablePart, Verdict } from './bottleneck';

/** What a running monitor tells its backup: once it has started, and whenever the bottleneck changed for good. */
export interface MonitorNews {
  readonly host: string;
  /** Null: nothing stands out, or nothing is being copied. */
  readonly verdict: Verdict | null;
  readonly unavailable: readonly UnavailablePart[];
}

/** What one host's watch of a backup came to. */
export interface WatchEnd {
  readonly findings: MonitorFindings;
}

/**
 * One account of a backup that several hosts watched in turn: shares by the time that each saw parts move; the series is
 * that of the host which saw most.
 */
export function mergeFindings(found: readonly MonitorFindings[]): MonitorFindings | null {
  const parts = lastOfEachHost(found);
  const byActivity = [...parts].sort((a, b) => b.activeSeconds - a.activeSeconds);
  const [most, ...others] = byActivity;
  if (most === undefined) return null;
  if (others.length === 0) return most;
  const activeSeconds = parts.reduce((sum, part) => sum + part.activeSeconds, 0);
  return {
    ...most,
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    activeSeconds,
    shares: mergeShares(parts, activeSeconds),
    main: byActivity.find(({ main }) => main !== null)?.main ?? null,
    unavailable: [
      ...most.unavailable,
      ...others.map(({ host, seconds }) => ({
        part: `the series of ${host}`,
        reason: `the work moved between hosts; ${Math.round(seconds)} s were watched there`,
        remedy: `The series is that of ${most.host}, which saw most of the copying.`,
      })),
    ],
  };
}

/** A watch goes on with what an earlier one saw on the same host, so the longest tells of all of them. */
function lastOfEachHost(found: readonly MonitorFindings[]): readonly MonitorFindings[] {
  const longest = new Map<string, MonitorFindings>();
  for (const each of found) {
    const known = longest.get(each.host);
    if (known === undefined || each.seconds >= known.seconds) longest.set(each.host, each);
  }
  return [...longest.values()];
}

function mergeShares(parts: readonly MonitorFindings[], activeSeconds: number): BottleneckShare[] {
  const merged = new Map<string, BottleneckShare>();
  for (const { shares, activeSeconds: weight } of parts) {
    for (const share of shares) {
      const key = `${share.bottleneck} ${share.region ?? ''}`;
      const before = merged.get(key)?.share ?? 0;
      merged.set(key, { ...share, share: before + (activeSeconds === 0 ? 0 : (share.share * weight) / activeSeconds) });
    }
  }
  return [...merged.values()].sort((a, b) => b.share - a.share);
}
