import { createHeader, checkRecipients } from './age-header';
import type { PartThreads } from './part-threads';

export interface SealedPart {
  readonly sealed: Buffer;
  /** In hex, of the plain bytes. */
  readonly sha256: string;
  readonly sealedSha256: string;
}

/** Part -> zstd -> age -> SHA-256 (docs/format.md, "Parts"). */
export interface Sealer {
  /** `plain` is handed over: its memory is another thread's afterwards. */
  seal(plain: Buffer): Promise<SealedPart>;
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
    seal: async (plain) => {
      const { header, fileKey } = await createHeader(recipients);
      const done = await threads.run({ kind: 'seal', plain: ownMemory(plain), level, header, fileKey });
      const { bytes, sha256, sealedSha256 } = done;
      return { sealed: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), sha256, sealedSha256 };
    },
  };
}

/** Only whole ArrayBuffers move between threads: a view of a larger one (Node's pool) is copied. */
export function ownMemory(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
