/** What a region still has to get, and how fast it took parts so far. */
export interface RegionPath {
  readonly name: string;
  /** Bytes that it missed of what was copied. */
  readonly missedBytes: number;
  /** Bytes a second; null: not known yet. */
  readonly rate: number | null;
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

/** The regions beyond the quorum that need longest: the ones that a hurry can do without. Unknown ones are kept. */
export function slowestBeyondQuorum(
  paths: readonly RegionPath[],
  bytesLeft: number,
  minCopies: number,
): readonly string[] {
  const known = paths
    .map((path) => ({ name: path.name, ms: regionLeftMs(path, bytesLeft) }))
    .filter((each): each is { readonly name: string; readonly ms: number } => each.ms !== null);
  const longestFirst = known.toSorted((a, b) => b.ms - a.ms);
  return longestFirst.slice(0, Math.max(0, paths.length - minCopies)).map(({ name }) => name);
}
