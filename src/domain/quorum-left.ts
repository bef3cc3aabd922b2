/** What a region still has to get, and how fast it took parts so far. */
export interface RegionPath {
  readonly name: string;
  /** Bytes that it missed of what was copied. */
  readonly missedBytes: number;
  /** Bytes a second; null: not known yet. */
  readonly rate: number | null;
  /** Of one that waits, and had taken as much as the quickest: what it might take, bytes a second. */
  readonly mayTake?: number;
}

/** What is said of a region that takes nothing, or next to nothing. */
const longestMs = 30 * 24 * 3600_000;

/** How long one region needs to hold everything, thirty days at most. Null: not known. */
export function regionLeftMs({ missedBytes, rate }: RegionPath, bytesLeft: number): number | null {
  const lacks = bytesLeft + missedBytes;
  if (lacks === 0) return 0;
  if (rate === null) return null;
  return rate <= 0 ? longestMs : Math.min(longestMs, (lacks / rate) * 1000);
}

/**
 * How long until enough regions hold everything: a copy that is done is no backup yet while the quorum misses parts.
 * Null: too little is known.
 */
export function quorumLeftMs(paths: readonly RegionPath[], bytesLeft: number, minCopies: number): number | null {
  const known = paths.map((path) => regionLeftMs(path, bytesLeft)).filter((ms) => ms !== null);
  const inOrder = known.toSorted((a, b) => a - b);
  return inOrder[minCopies - 1] ?? null;
}

/**
 * The regions beyond the quorum that need longest: the ones that a hurry can do without. Of unknown ones nothing is taken
 * for granted: they are neither counted nor left out.
 */
export function slowestBeyondQuorum(
  paths: readonly RegionPath[],
  bytesLeft: number,
  minCopies: number,
): readonly string[] {
  const known = paths
    .map(({ name, missedBytes, rate }) => ({
      name,
      missedBytes,
      ms: regionLeftMs({ name, missedBytes, rate }, bytesLeft),
    }))
    .flatMap(({ ms, ...path }) => (ms === null ? [] : [{ ...path, ms }]));
  // Of two that take nothing now, the one that has more needs less.
  const longestFirst = known.toSorted((a, b) => b.ms - a.ms || b.missedBytes - a.missedBytes);
  return longestFirst.slice(0, Math.max(0, known.length - minCopies)).map(({ name }) => name);
}

export interface StandingRegion {
  readonly name: string;
  readonly missingParts: number;
}

export interface RegionSight {
  readonly paths: readonly RegionPath[];
  readonly bytesLeft: number;
  /** The one that the monitor names. */
  readonly slow: string | undefined;
}

/** All regions, the one that needs least first; of one that nothing is known of it is hoped that it needs nothing. */
export function nearestFirst(
  regions: readonly StandingRegion[],
  { paths, bytesLeft, slow }: RegionSight,
): readonly string[] {
  const leftMs = new Map(paths.map((path) => [path.name, regionLeftMs(path, bytesLeft) ?? 0]));
  const inOrder = regions.toSorted(
    (a, b) =>
      (leftMs.get(a.name) ?? 0) - (leftMs.get(b.name) ?? 0) ||
      a.missingParts - b.missingParts ||
      Number(a.name === slow) - Number(b.name === slow),
  );
  return inOrder.map(({ name }) => name);
}
