import type { BottleneckShare, HostFindings, MonitorFindings, UnavailablePart, Verdict } from './bottleneck';

/** What a running monitor tells its backup: once it has started, and whenever the bottleneck changed for good. */
export interface MonitorNews {
  readonly host: string;
  /** Null: nothing stands out, or nothing is being copied. */
  readonly verdict: Verdict | null;
  readonly unavailable: readonly UnavailablePart[];
}

/** What one host's watch of a backup came to. */
export interface WatchEnd {
  readonly findings: HostFindings;
}

/**
 * One account of a backup that several hosts watched, in turn or at once: shares by the time that each saw parts move,
 * and what each of them saw.
 */
export function mergeFindings(found: readonly HostFindings[]): MonitorFindings | null {
  const hosts = lastOfEachHost(found).sort((a, b) => b.activeSeconds - a.activeSeconds);
  const [most, ...others] = hosts;
  if (most === undefined) return null;
  if (others.length === 0) return most;
  const activeSeconds = hosts.reduce((sum, each) => sum + each.activeSeconds, 0);
  return {
    ...most,
    seconds: hosts.reduce((sum, each) => sum + each.seconds, 0),
    activeSeconds,
    shares: mergeShares(hosts, activeSeconds),
    main: hosts.find(({ main }) => main !== null)?.main ?? null,
    unavailable: [...most.unavailable, ...others.flatMap((other) => missingOf(other, most))],
    hosts,
  };
}

/** The series that a manifest names: of each host that was watched. */
export function keptSeries(findings: MonitorFindings | null): readonly NonNullable<HostFindings['series']>[] {
  const hosts = findings === null ? [] : (findings.hosts ?? [findings]);
  return hosts.flatMap(({ series }) => (series === null ? [] : [series]));
}

/** What is not known of another host, by its name; its series only where the first one's was kept. */
function missingOf({ host, unavailable, seconds, series }: HostFindings, most: HostFindings): UnavailablePart[] {
  const parts = unavailable.map((each) => ({ ...each, part: `${each.part} on ${host}` }));
  if (series !== null || most.series === null) return parts;
  const reason = `it did not give it at the end; ${Math.round(seconds)} s were watched there`;
  return [...parts, { part: `the series of ${host}`, reason, remedy: `The series of ${most.host} was kept.` }];
}

/** A watch goes on with what an earlier one saw on the same host, so the longest tells of all of them. */
function lastOfEachHost(found: readonly HostFindings[]): HostFindings[] {
  const longest = new Map<string, HostFindings>();
  for (const each of found) {
    const known = longest.get(each.host);
    if (known === undefined || each.seconds >= known.seconds) longest.set(each.host, each);
  }
  return [...longest.values()];
}

function mergeShares(hosts: readonly HostFindings[], activeSeconds: number): BottleneckShare[] {
  const merged = new Map<string, BottleneckShare>();
  for (const { shares, activeSeconds: weight } of hosts) {
    for (const share of shares) {
      const key = `${share.bottleneck} ${share.region ?? ''}`;
      const before = merged.get(key)?.share ?? 0;
      merged.set(key, { ...share, share: before + (activeSeconds === 0 ? 0 : (share.share * weight) / activeSeconds) });
    }
  }
  return [...merged.values()].sort((a, b) => b.share - a.share);
}
