import type { BatchCursor } from '../../src/domain/copy-work';
import { partKey } from '../../src/domain/object-keys';
import { partsPerBatch } from '../../src/domain/part-ranges';

const digest = 'ab'.repeat(32);

/**
 * The heartbeat of a batch that has sealed all its parts, at the end of a file as large as the backup. When its host dies
 * it is in the history, and in the input of the batch that goes on.
 */
export function largestHeartbeatBytes(backupBytes: number, partBytes: number): number {
  const parts = partsPerBatch(backupBytes, partBytes);
  const last = Math.ceil(backupBytes / partBytes);
  const sealed = Array.from({ length: parts }, (_, i) => ({
    part: last - i,
    offset: backupBytes - i * partBytes,
    size: partBytes,
    sha256: digest,
    sealedSize: partBytes,
    sealedSha256: digest,
    key: partKey(9999, last - i, digest),
  }));
  const missing = Object.fromEntries(
    ['london', 'frankfurt', 'stockholm'].map((region) => [region, { parts, reason: 'x'.repeat(300) }]),
  );
  const cursor: BatchCursor = {
    sealed,
    missing,
    partsDone: parts,
    bytesDone: parts * partBytes,
    bytesPerSecond: 500_000_000,
  };
  return Buffer.byteLength(JSON.stringify(cursor));
}
