import { formatSeconds } from './quantities';
import { quorumLeftMs, regionLeftMs, slowestBeyondQuorum, type RegionPath } from './quorum-left';

/** What is known when it is asked which regions shall get nothing more until the backup is sealed. */
export interface WaitingSight {
  /** Of every region, also of those that wait: what it took last, and might take. */
  readonly paths: readonly RegionPath[];
  readonly waiting: readonly string[];
  readonly bytesLeft: number;
  readonly minCopies: number;
  /** Until the deadline, the commit's own time taken off. */
  readonly timeMs: number;
  /** What is left in all, most likely, as things are. */
  readonly likelyMs: number;
}

export interface WaitingChoice {
  readonly waiting: readonly string[];
  readonly because: string;
}

/** Another choice of regions has to make the quorum whole in so much of the time, and so much earlier. */
const worthShare = 0.75;
const worthMs = 60_000;
/** Others are looked for before it is too late for what they lack: while there is less than so many times the time. */
const changeRoom = 1.25;
/** A region comes back only with so many times the time that it then takes. */
const roomFactor = 1.6;

/**
 * The last lever: which regions wait. Where the deadline would be missed, those beyond the quorum that need longest; others
 * when one of the quorum has become slower than one that waits; none again when there is time for all. Undefined: as it is.
 */
export function chooseWaiting(sight: WaitingSight): WaitingChoice | undefined {
  if (sight.timeMs <= 0) return undefined;
  return sight.waiting.length === 0 ? toWait(sight) : (toComeBack(sight) ?? toChange(sight));
}

function toWait(sight: WaitingSight): WaitingChoice | undefined {
  if (sight.likelyMs <= sight.timeMs) return undefined;
  const waiting = slowest(sight);
  if (waiting.length === 0) return undefined;
  return { waiting, because: `the rest takes ${formatSeconds(sight.likelyMs)} at the fast pace` };
}

function toComeBack({ paths, bytesLeft, timeMs, likelyMs }: WaitingSight): WaitingChoice | undefined {
  // Only where every region can be whole by then: half a region is no copy.
  const times = paths.map((path) => regionLeftMs(path, bytesLeft));
  const known = times.filter((ms) => ms !== null);
  if (known.length < paths.length || bytesLeft === 0) return undefined;
  const allMs = Math.max(...known, likelyMs);
  if (allMs * roomFactor > timeMs) return undefined;
  return {
    waiting: [],
    because: `${formatSeconds(timeMs)} are left, and the rest takes ${formatSeconds(allMs)} with every region`,
  };
}

/**
 * Of those that wait the best is hoped: regions that all took the same were held by something that they share, and the one
 * that was made to wait may have the quickest line. If it has not, that is measured, and it waits again.
 */
function toChange(sight: WaitingSight): WaitingChoice | undefined {
  const { waiting, bytesLeft, minCopies, timeMs, likelyMs } = sight;
  if (likelyMs * changeRoom <= timeMs) return undefined;
  const paths = sight.paths.map((path) => ({ ...path, rate: path.mayTake ?? path.rate }));
  const other = slowest({ ...sight, paths });
  if (other.length === 0 || isSame(other, waiting)) return undefined;
  const without = (names: readonly string[]): number =>
    quorumLeftMs(
      paths.filter(({ name }) => !names.includes(name)),
      bytesLeft,
      minCopies,
    ) ?? Infinity;
  const [nowMs, thenMs] = [without(waiting), without(other)];
  if (thenMs > nowMs * worthShare || nowMs - thenMs < worthMs) return undefined;
  return {
    waiting: other,
    because: `the quorum needs ${formatSeconds(nowMs)}, and ${formatSeconds(thenMs)} with others`,
  };
}

const slowest = ({ paths, bytesLeft, minCopies }: WaitingSight): readonly string[] =>
  slowestBeyondQuorum(paths, bytesLeft, minCopies);

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));
