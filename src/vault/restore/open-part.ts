import type { IndexLine } from '../../domain/manifest';
import { BackupError } from '../../errors';
import { unwrapFileKey } from '../crypto/age-header';
import type { PartThreads } from '../seal/part-threads';

export interface OpenOptions {
  /** Where the plain part goes: at least `openedRoom` bytes. Default: memory of its own. */
  readonly room?: SharedArrayBuffer;
}

/** One byte more than the plain bytes, by which it is seen that they are no more. */
export function openedRoom(plainBytes: number): number {
  return plainBytes + 1;
}

/**
 * Opens a sealed part and checks it against its index line: its size, age's own authentication, and size and digest of the
 * plain bytes. That these are right says that the sealed ones were: their digest is taken only where no identity opens
 * them, to tell damage from the wrong identity. `sealed` is opened where it lies if that is shared memory, so that it is of
 * no use afterwards; else it is copied.
 * @throws BackupError OBJECT_DAMAGED, IDENTITY_MISMATCH
 */
export async function openPart(
  threads: PartThreads,
  sealed: Buffer,
  line: IndexLine,
  identities: readonly string[],
  { room = new SharedArrayBuffer(openedRoom(line.size)) }: OpenOptions = {},
): Promise<Buffer> {
  const shared = inSharedMemory(sealed);
  if (shared.length !== line.sealedSize) {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} has ${shared.length} bytes, not ${line.sealedSize}`);
  }
  const { fileKey, headerBytes } = await unwrapFileKey(shared, identities).catch(async (error: unknown) => {
    if ((await threads.digest(shared)) === line.sealedSha256) throw error;
    throw new BackupError('OBJECT_DAMAGED', `${line.key} has other bytes than its index names (SHA-256 differs)`);
  });
  const job = { kind: 'open', sealed: shared, headerBytes, fileKey, sizeBytes: line.size, room } as const;
  const { sizeBytes, sha256 } = await threads.open(job).catch((cause: unknown) => {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} cannot be opened: ${String(cause)}`, { cause });
  });
  if (sizeBytes !== line.size || sha256 !== line.sha256) {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} opens to other bytes than its index names`);
  }
  return Buffer.from(room, 0, sizeBytes);
}

function inSharedMemory(bytes: Buffer): Buffer {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = Buffer.from(new SharedArrayBuffer(bytes.length));
  bytes.copy(copy);
  return copy;
}
