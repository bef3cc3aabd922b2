import type { SealSample } from '../../domain/seal-sample';
import { createHeader, checkRecipients } from '../crypto/age-header';
import type { PartThreads } from './part-threads';
import type { JobWatcher } from '../copy/path-meter';

export interface SealedPart {
  readonly sealed: Buffer;
  /** In hex, of the plain bytes. */
  readonly sha256: string;
  readonly sealedSha256: string;
}

export interface SealOptions {
  /** Where the sealed part goes: at least `sealedRoom` bytes. Default: memory of its own. */
  readonly room?: SharedArrayBuffer;
  readonly watcher?: JobWatcher;
}

/** Part -> zstd -> age -> SHA-256 (docs/format.md, "Parts"). */
export interface Sealer {
  /** Where `plain` lies in shared memory it is read there: nobody may write to it meanwhile. Else it is copied. */
  seal(plain: Buffer, options?: SealOptions): Promise<SealedPart>;
}

/** Bytes that a sealed part of so many plain bytes never exceeds: zstd's bound, age's tags, and its header. */
export function sealedRoom(plainBytes: number): number {
  return plainBytes + Math.ceil(plainBytes / 256) + Math.ceil(plainBytes / 4096) + 64 * 1024;
}

export interface SealSettings {
  readonly recipients: readonly string[];
  /** Of zstd, 1 to 19. */
  readonly level: number;
  /** The first part that is large enough is tried at other levels. Default: none is. */
  readonly sampling?: Sampling;
}

export interface Sampling {
  readonly bytes: number;
  readonly levels: readonly number[];
  /** Called once, when that part is sealed. */
  readonly onSample: (sample: SealSample) => void;
}

/** @throws BackupError NO_RECIPIENT, CONFIG_INVALID for what is not a recipient */
export function createSealer(threads: PartThreads, { recipients, level, sampling }: SealSettings): Sealer {
  checkRecipients(recipients);
  let isToSample = sampling !== undefined && sampling.bytes > 0;
  return {
    seal: async (plain, { room = new SharedArrayBuffer(sealedRoom(plain.length)), watcher } = {}) => {
      const sample = isToSample && sampling !== undefined && plain.length >= sampling.bytes ? sampling : undefined;
      if (sample !== undefined) isToSample = false;
      const { header, fileKey } = await createHeader(recipients);
      const job = { kind: 'seal', plain, level, header, fileKey, room } as const;
      const asked = sample === undefined ? job : { ...job, sample: { bytes: sample.bytes, levels: sample.levels } };
      const { sizeBytes, sampled, ...digests } = await threads.seal(asked, watcher);
      if (sampled !== undefined) sample?.onSample({ threads: threads.size, levels: sampled });
      return { sealed: Buffer.from(room, 0, sizeBytes), ...digests };
    },
  };
}
