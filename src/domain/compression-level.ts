import type { Bottleneck } from './bottleneck';
import type { SampledLevel, SealSample } from './seal-sample';

export interface LevelQuestion {
  readonly bottleneck: Bottleneck | null;
  /** What is sealed at. */
  readonly levelNow: number;
  /** Null: no batch has taken one yet, or all are too small for it. */
  readonly sample: SealSample | null;
  /** Plain bytes a second that the copy takes now; null: not known. */
  readonly bytesPerSecond: number | null;
}

export interface LevelChoice {
  readonly level: number;
  /** What was measured, in words; undefined: nothing that bears on it. */
  readonly because?: string;
}

/** A change ends the batches in flight: less is not worth it. */
const leastGain = 0.03;
/** Sealing keeps so far ahead of what the lines take: they may take more in a minute, and reading needs the CPU too. */
const leastRoom = 1.5;
/** A sample's time is as noisy as its host. */
const leastSpeedUp = 1.1;

/** Bottlenecks that sending fewer bytes relieves. */
const lineBound: readonly (Bottleneck | null)[] = ['link', 'loss', 'receiver', 'own-limit'];
const cpuBound: readonly (Bottleneck | null)[] = ['cpu', 'memory'];

/**
 * The level to seal at in a hurry. Where a line is waited for: the one that made a sample smallest, if that is worth a
 * change and the CPU can seal so. Where the CPU is: the lower one that was fastest. Otherwise, and where nothing was
 * measured, the level stays.
 */
export function chooseLevel(question: LevelQuestion): LevelChoice {
  const { bottleneck, levelNow, sample } = question;
  const now = sample?.levels.find(({ level }) => level === levelNow);
  if (sample === null || now === undefined) return { level: levelNow };
  if (lineBound.includes(bottleneck)) return smallestLevel(now, sample, question.bytesPerSecond);
  return cpuBound.includes(bottleneck) ? fastestLevel(now, sample) : { level: levelNow };
}

function smallestLevel(now: SampledLevel, { levels, threads }: SealSample, bytesPerSecond: number | null): LevelChoice {
  const hasRoom = (other: SampledLevel): boolean =>
    other.bytesPerSecond >= now.bytesPerSecond ||
    (bytesPerSecond !== null && threads * other.bytesPerSecond >= leastRoom * bytesPerSecond);
  const smaller = levels
    .filter(({ ratio }) => ratio <= now.ratio * (1 - leastGain))
    .toSorted((a, b) => a.ratio - b.ratio);
  const best = smaller.find(hasRoom);
  if (best !== undefined) return { level: best.level, because: `${measured(now, best)}, and the CPU has room` };
  const [tooSlow] = smaller;
  return {
    level: now.level,
    because:
      tooSlow === undefined
        ? `none that was tried made a sample ${percent(leastGain)} smaller`
        : `at ${tooSlow.level} ${measured(now, tooSlow)}, for which the CPU has no room`,
  };
}

function fastestLevel(now: SampledLevel, { levels }: SealSample): LevelChoice {
  const [best] = levels
    .filter(({ level, bytesPerSecond }) => level < now.level && bytesPerSecond >= leastSpeedUp * now.bytesPerSecond)
    .toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond);
  return best === undefined ? { level: now.level } : { level: best.level, because: measured(now, best) };
}

/** `a sample got 6 % smaller, at 0.5 of the speed`. */
function measured(now: SampledLevel, other: SampledLevel): string {
  const change = other.ratio / now.ratio - 1;
  const size = `${percent(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}`;
  return `a sample got ${size}, at ${(other.bytesPerSecond / now.bytesPerSecond).toFixed(1)} of the speed`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What a run does whose plan names no levels to try: one that began before samples were taken. */
export function guessLevel(bottleneck: Bottleneck | null, configured: number, levelNow: number): LevelChoice {
  if (cpuBound.includes(bottleneck)) return { level: 1 };
  return { level: lineBound.includes(bottleneck) ? Math.max(configured, 3) : levelNow };
}
