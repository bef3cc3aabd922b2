/** A part: a fixed range of a file. The last one is shorter. */
export interface PartRange {
  /** From 0. */
  readonly part: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/**
 * Large enough that a PUT is mostly payload; small enough that of parts that do not pack four are on their way while
 * another is sealed within the memory for parts (docs/adr/0013-parts-of-24-mib.md).
 */
export const defaultPartSize = '24M';

/** The bytes of a configured part size, in MiB. */
export function partBytesOf(partSize: string): number {
  return Number.parseInt(partSize, 10) * 1024 * 1024;
}

/** How many parts a file has; an empty file has none. */
export function countParts(fileBytes: number, partBytes: number): number {
  return Math.ceil(fileBytes / partBytes);
}

/** Parts `first` to `end` (exclusive) of a file. */
export function partRanges(fileBytes: number, partBytes: number, first: number, end: number): readonly PartRange[] {
  const last = Math.min(end, countParts(fileBytes, partBytes));
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => {
    const part = first + i;
    const offsetBytes = part * partBytes;
    return { part, offsetBytes, sizeBytes: Math.min(partBytes, fileBytes - offsetBytes) };
  });
}

const minPartsPerBatch = 8;
/** At the end of each batch quick regions wait for slow ones, so small backups have few: 32 or more of this size. */
const smallBatchBytes = 512 * 1024 * 1024;
const smallBatchesPerBackup = 32;
const maxBatchBytes = 2 * 1024 * 1024 * 1024;
const batchesPerBackup = 300;
/** A batch's heartbeat names every part that it has sealed, some 280 bytes each: it stays under 128 KiB. */
const maxPartsPerBatch = 384;

/**
 * How many parts a batch has: a 300th of the backup, but of a small one a 32nd, up to 512 MiB; at least eight parts
 * (192 MiB of the default size) and at most 2 GiB or 384 parts. So a small backup shows progress, and a large one has few
 * events.
 */
export function partsPerBatch(backupBytes: number, partBytes: number): number {
  const small = Math.min(smallBatchBytes, backupBytes / smallBatchesPerBackup);
  const bytes = Math.max(small, Math.min(maxBatchBytes, backupBytes / batchesPerBackup));
  return Math.min(maxPartsPerBatch, Math.max(minPartsPerBatch, Math.floor(bytes / partBytes)));
}
