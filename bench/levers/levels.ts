import { closeSync, openSync, readSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';
import {
  meanSample,
  sampleBytes,
  sampledLevels,
  type SampledLevel,
  type SealSample,
} from '../../src/domain/seal-sample';
import { chooseLevel, type LevelChoice } from '../../src/domain/compression-level';
import { quartiles } from '../monitor/quartiles';
import { SealingBench, type SealOrder, type SealedRun } from './sealed-data';

const mib = 2 ** 20;
const partBytes = 32 * mib;
/** Of a line that the copy waits for. */
const lineBytesPerSecond = 3e6;

/** What a sample of some data says, beside what all of them come to. */
export interface MeasuredLevels {
  readonly data: string;
  readonly rows: readonly {
    readonly level: number;
    /** Sealed bytes, and speed by CPU time, against level 1: as the samples say, and as the whole came out. */
    readonly sampled: { readonly size: number; readonly speed: number };
    readonly whole: { readonly size: number; readonly speed: number };
  }[];
  /** What a sample costs: its CPU time, of the batch's. */
  readonly cost: number;
  /** What a copy does that waits for a line. */
  readonly choice: string;
}

/** What a sample of a file says, and what its whole comes to at each level. */
export async function measureLevels(
  data: string,
  path: string,
  bytes: number,
  rounds: number,
): Promise<MeasuredLevels> {
  const sampling = { bytes: sampleBytes(bytes), levels: sampledLevels };
  const { runs, sample } = await sealInRounds(path, sampling, rounds);
  const median = (level: number, figure: (run: SealedRun) => number): number =>
    quartiles((runs.get(level) ?? []).map(figure)).median;
  const sampled = (level: number): SampledLevel =>
    sample?.levels.find((found) => found.level === level) ?? { level, ratio: Number.NaN, bytesPerSecond: Number.NaN };
  const bytesPerSecond = lineBytesPerSecond / median(1, ({ ratio }) => ratio);
  const { level, because } = chooseLevel({ bottleneck: 'link', levelNow: 1, sample, bytesPerSecond });
  return {
    data,
    rows: sampledLevels.map((each) => ({
      level: each,
      sampled: {
        size: sampled(each).ratio / sampled(1).ratio,
        speed: sampled(each).bytesPerSecond / sampled(1).bytesPerSecond,
      },
      whole: {
        size: median(each, ({ ratio }) => ratio) / median(1, ({ ratio }) => ratio),
        speed: median(1, ({ cpuSeconds }) => cpuSeconds) / median(each, ({ cpuSeconds }) => cpuSeconds),
      },
    })),
    cost: packSeconds(path, sampling) / median(1, ({ cpuSeconds }) => cpuSeconds),
    choice: `level ${level}${because === undefined ? '' : `: ${because}`}`,
  };
}

/** Each level in turn, round by round, after one run that does not count. With a sample of each round, as of a batch in flight. */
async function sealInRounds(
  path: string,
  sampling: SealOrder['sampling'],
  rounds: number,
): Promise<{ readonly runs: ReadonlyMap<number, readonly SealedRun[]>; readonly sample: SealSample | null }> {
  const bench = new SealingBench();
  const runs = new Map<number, SealedRun[]>(sampledLevels.map((level) => [level, []]));
  try {
    await bench.seal({ path, partBytes, level: 1 });
    for (let round = 0; round < rounds; round += 1) {
      for (const level of sampledLevels) {
        const tries = level === 1 && sampling !== undefined ? { sampling } : {};
        runs.get(level)?.push(await bench.seal({ path, partBytes, level, ...tries }));
      }
    }
  } finally {
    await bench.close();
  }
  return { runs, sample: meanSample([...runs.values()].flat().flatMap(({ sample }) => sample ?? [])) };
}

/** CPU time of packing the sample at every level, which is what taking one does. */
function packSeconds(
  path: string,
  { bytes, levels }: { readonly bytes: number; readonly levels: readonly number[] },
): number {
  const sample = Buffer.alloc(bytes);
  const file = openSync(path, 'r');
  readSync(file, sample);
  closeSync(file);
  const { user, system } = process.cpuUsage();
  for (const level of levels) zstdCompressSync(sample, { params: { [constants.ZSTD_c_compressionLevel]: level } });
  const now = process.cpuUsage({ user, system });
  return (now.user + now.system) / 1e6;
}

/** What the lever's rule makes of a sample of a file, for a copy that waits for a line. */
export async function levelFor(path: string, bytesPerSecond: number): Promise<LevelChoice> {
  const bench = new SealingBench();
  const sampling = { bytes: mib, levels: sampledLevels };
  try {
    const { sample } = await bench.seal({ path, partBytes: mib, level: 1, sampling });
    return chooseLevel({ bottleneck: 'link', levelNow: 1, sample, bytesPerSecond });
  } finally {
    await bench.close();
  }
}

const two = (figure: number): string => figure.toFixed(2);

export const levelsHead: readonly string[] = [
  '| data | level | a sample: size, speed | the whole: size, speed | a copy that waits for a line |',
  '|---|---|---|---|---|',
];

export const levelsRows = ({ data, rows, choice }: MeasuredLevels): readonly string[] =>
  rows.map(
    ({ level, sampled, whole }, i) =>
      `| ${i === 0 ? data : ''} | ${level} | ${two(sampled.size)}, ${two(sampled.speed)} | ${two(whole.size)}, ${two(whole.speed)} | ${i === 0 ? choice : ''} |`,
  );
