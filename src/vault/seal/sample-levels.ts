/** Runs in a sealing thread: see seal-worker.ts on the `.ts` of imports. */
import { constants, zstdCompressSync } from 'node:zlib';
import type { SampledLevel } from '../../domain/seal-sample.ts';
import { free } from '../crypto/age-payload.ts';
import type { SealJob } from './seal-jobs.ts';

/**
 * CPU time of this thread: who else has the core meanwhile says nothing of a level. Before Node 23.9, which does not
 * tell it, the time of day.
 */
export function cpuMs(): number {
  // Older releases than the one whose types these are have not got it.
  const used = (process as Partial<NodeJS.Process>).threadCpuUsage?.();
  return used === undefined ? performance.now() : (used.user + used.system) / 1000;
}

/**
 * Packs the first bytes of a part at each level, and lets go of what comes of it. Never throws: where it fails (no memory
 * for it), nothing was tried.
 * @param otherMs CPU time of the part's digests and encryption: sealing at another level takes as much, for as many bytes
 */
export function sampleLevels(
  { plain }: Pick<SealJob, 'plain'>,
  { bytes, levels }: NonNullable<SealJob['sample']>,
  otherMs: number,
): readonly SampledLevel[] {
  const sample = plain.subarray(0, bytes);
  const otherMsOfSample = (otherMs * sample.length) / plain.length;
  try {
    return levels.map((level) => {
      const { packedBytes, ms } = pack(sample, level);
      return {
        level,
        ratio: Number((packedBytes / sample.length).toFixed(4)),
        bytesPerSecond: Math.round((sample.length * 1000) / (ms + otherMsOfSample)),
      };
    });
  } catch {
    return [];
  }
}

function pack(sample: Uint8Array, level: number): { readonly packedBytes: number; readonly ms: number } {
  const startedMs = cpuMs();
  const packed = zstdCompressSync(sample, {
    // One buffer that surely fits, and none of Node's pool.
    chunkSize: sample.length + Math.ceil(sample.length / 128) + 64 * 1024,
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
  const ms = cpuMs() - startedMs;
  const { length: packedBytes } = packed;
  free(packed);
  return { packedBytes, ms };
}
