import { median } from './median';

/** What the first bytes of a part came to at one level of zstd. */
export interface SampledLevel {
  readonly level: number;
  /** Packed bytes for each plain one. */
  readonly ratio: number;
  /** Plain bytes that one thread seals at this level in a second of its CPU time: digests and encryption are in it. */
  readonly bytesPerSecond: number;
}

/** What other levels would make of the data that is being copied. */
export interface SealSample {
  /** Threads of the host that seal. */
  readonly threads: number;
  /** Each level once, in no order. */
  readonly levels: readonly SampledLevel[];
}

/**
 * Levels that are tried. 2 and 4 pack hardly better than the one below (1 and 0.5 % of TPC-H's text), below 1 is half as
 * much again, and from 6 on a core seals less than most lines carry.
 */
export const sampledLevels: readonly number[] = [1, 3, 5];

/** Up to 256 KiB zstd packs by other tables: such a sample says nothing of a part. */
const leastSampleBytes = 320 * 1024;
/** What 1 MiB says is what 32 MiB come to, within 1 % (docs/performance.md, "Levers"). */
const mostSampleBytes = 1024 * 1024;
/** All levels together take as long as sealing five to seven times as much: under a hundredth of the batch's work. */
const sampleShare = 768;

/** Bytes of a batch that are tried at each level; 0: it is too small for that. */
export function sampleBytes(batchBytes: number): number {
  const bytes = Math.min(mostSampleBytes, Math.floor(batchBytes / sampleShare));
  return bytes < leastSampleBytes ? 0 : bytes;
}

/** Of the samples of several batches, at the levels that all of them tried: the mean size, the median speed. Null: of none. */
export function meanSample(samples: readonly SealSample[]): SealSample | null {
  const [first, ...others] = samples;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const levels = first.levels.flatMap(({ level }) => {
    const found = samples.flatMap(({ levels }) => levels.find((each) => each.level === level) ?? []);
    return found.length < samples.length ? [] : [meanOf(level, found)];
  });
  return { threads: Math.min(...samples.map(({ threads }) => threads)), levels };
}

function meanOf(level: number, found: readonly SampledLevel[]): SampledLevel {
  const mean = (figure: (each: SampledLevel) => number): number =>
    found.reduce((sum, each) => sum + figure(each), 0) / found.length;
  return {
    level,
    ratio: Number(mean(({ ratio }) => ratio).toFixed(4)),
    // A few ms on a busy host: one that was disturbed shall not count.
    bytesPerSecond: Math.round(median(found.map(({ bytesPerSecond }) => bytesPerSecond)) ?? 0),
  };
}
