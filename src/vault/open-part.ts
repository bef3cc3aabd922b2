import { hash } from 'node:crypto';
import type { IndexLine } from '../domain/manifest';
import { BackupError } from '../errors';
import { unwrapFileKey } from './age-header';
import type { PartThreads } from './part-threads';
import { ownMemory } from './sealer';

/**
 * Opens a sealed part and checks it against its index line: size and digest of the sealed bytes before a key is used,
 * size and digest of the plain bytes after. `sealed` is handed over.
 * @throws BackupError OBJECT_DAMAGED, IDENTITY_MISMATCH
 */
export async function openPart(
  threads: PartThreads,
  sealed: Buffer,
  line: IndexLine,
  identities: readonly string[],
): Promise<Buffer> {
  checkSealed(sealed, line);
  const { fileKey, headerBytes } = await unwrapFileKey(sealed, identities);
  const job = { kind: 'open', sealed: ownMemory(sealed), headerBytes, fileKey, sizeBytes: line.size } as const;
  const { bytes, sha256 } = await threads.open(job).catch((cause: unknown) => {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} cannot be opened: ${String(cause)}`, { cause });
  });
  if (bytes.length !== line.size || sha256 !== line.sha256) {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} opens to other bytes than its index names`);
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** @throws BackupError OBJECT_DAMAGED where sealed bytes are not those that the index names */
export function checkSealed(sealed: Buffer, line: Pick<IndexLine, 'key' | 'sealedSize' | 'sealedSha256'>): void {
  if (sealed.length !== line.sealedSize) {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} has ${sealed.length} bytes, not ${line.sealedSize}`);
  }
  if (hash('sha256', sealed) !== line.sealedSha256) {
    throw new BackupError('OBJECT_DAMAGED', `${line.key} has other bytes than its index names (SHA-256 differs)`);
  }
}
