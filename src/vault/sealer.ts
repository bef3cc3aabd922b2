import { createHeader, checkRecipients } from './age-header';
import type { PartThreads } from './part-threads';
import type { JobWatcher } from './path-meter';

export interface SealedPart {
  readonly sealed: Buffer;
  /** In hex, of the plain bytes. */
  readonly sha256: string;
  readonly sealedSha256: string;
  /** The memory that the plain part was in, back from its thread. */
  readonly plainMemory: ArrayBuffer;
}

export interface SealOptions {
  /** Where the sealed part goes (`sealedRoom` bytes of it); handed over too. Default: memory of its own. */
  readonly room?: ArrayBuffer;
  /** The memory that `plain` is the beginning of, where all of it is handed over. Default: `plain` alone is. */
  readonly plainMemory?: ArrayBuffer;
  readonly watcher?: JobWatcher;
}

/** Part -> zstd -> age -> SHA-256 (docs/format.md, "Parts"). */
export interface Sealer {
  /** `plain` is handed over: its memory is another thread's afterwards. */
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
}

/** @throws BackupError NO_RECIPIENT, CONFIG_INVALID for what is not a recipient */
export function createSealer(threads: PartThreads, { recipients, level }: SealSettings): Sealer {
  checkRecipients(recipients);
  return {
    seal: async (plain, { room, plainMemory, watcher } = {}) => {
      const { header, fileKey } = await createHeader(recipients);
      const job = { kind: 'seal', plain: movable(plain, plainMemory), level, header, fileKey } as const;
      const done = await threads.run(room === undefined ? job : { ...job, room }, watcher);
      const { bytes, sha256, sealedSha256, spent } = done;
      const sealed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      return { sealed, sha256, sealedSha256, plainMemory: spent };
    },
  };
}

function movable(plain: Buffer, memory: ArrayBuffer | undefined): Uint8Array<ArrayBuffer> {
  const isInMemory = memory !== undefined && plain.buffer === memory;
  return isInMemory ? new Uint8Array(memory, plain.byteOffset, plain.length) : ownMemory(plain);
}

/** Only whole ArrayBuffers move between threads: a view of a larger one (Node's pool) is copied. */
export function ownMemory(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
