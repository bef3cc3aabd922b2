import type { CopyTuning } from './copy-tuning';
import type { BackupPlan } from './backup-plan';
import type { BatchIndex, FileObject, IndexLine, ManifestFile, RegionCopy, fileKinds } from './manifest';
import type { SealSample } from './seal-sample';

/** A file that the export made, numbered for its keys. */
export interface SourceFile {
  readonly fileNumber: number;
  readonly kind: (typeof fileKinds)[number];
  readonly name: string;
  readonly sizeBytes: number;
}

/** Parts `first` to `end` (exclusive) of a file. */
export interface PartSpan {
  readonly first: number;
  readonly end: number;
}

/** What a region lacks after a copy, and why. */
export interface MissingParts {
  readonly parts: number;
  readonly reason: string;
}
export type MissingByRegion = Readonly<Record<string, MissingParts>>;

/** Parts of a batch that are sealed and stored, but not yet in an index. */
export interface SealedParts {
  readonly sealed: readonly IndexLine[];
  readonly missing: MissingByRegion;
}

/** What was copied of a file since its backup was told the last time. */
export interface CopyNews {
  readonly parts: number;
  readonly bytes: number;
  /** Parts of it that regions have not got. */
  readonly missing?: MissingByRegion;
}

/** The query of a file's run that answers with it: a backup of many files is told of each hundredth only. */
export const untoldQueryName = 'untold';

export const nothingSealed: SealedParts = { sealed: [], missing: {} };

/** What one copy activity is asked to do. `resume`: what an attempt before it sealed, by its last heartbeat. */
export interface BatchOrder {
  readonly plan: BackupPlan;
  readonly file: SourceFile;
  readonly span: PartSpan;
  readonly resume: SealedParts;
  /** As the pace has it when the batch begins. */
  readonly tuning: CopyTuning;
}

/** What it did: the parts from `span.first` on, without a gap; fewer than asked for when it was told to stop. */
export interface BatchDone {
  /** Absent when it was stopped before anything was done, or its host died. */
  readonly index?: BatchIndex;
  readonly bytes: number;
  readonly sealedBytes: number;
  readonly missing: MissingByRegion;
  /** What a dead host had sealed: the next batch from the same part goes on there. */
  readonly carried?: SealedParts;
  /** Its host is shutting down: whatever comes next needs another one. */
  readonly hostLeaves?: boolean;
}

/** The heartbeat of a running batch: where the next attempt goes on, and live figures for whoever looks. */
export interface BatchCursor extends SealedParts {
  readonly partsDone: number;
  /** With what an attempt before this one did. */
  readonly bytesDone: number;
  readonly bytesPerSecond: number;
  /** What other levels make of it; absent until it was tried, and in a batch that is too small for that. */
  readonly sample?: SealSample;
}

/** A file whose batches are all in: what the manifest says of it, and what regions lack of it. */
export interface CopiedFile {
  readonly file: ManifestFile;
  readonly missing: MissingByRegion;
}

export function addMissing(a: MissingByRegion, b: MissingByRegion): MissingByRegion {
  const sum: Record<string, MissingParts> = { ...a };
  for (const [region, more] of Object.entries(b)) {
    sum[region] = { parts: (sum[region]?.parts ?? 0) + more.parts, reason: more.reason };
  }
  return sum;
}

/** A region's listing says what is missing, the copy's own account why. */
export function withReasons(copies: readonly RegionCopy[], copied: readonly CopiedFile[]): readonly RegionCopy[] {
  const missing = copied.reduce<MissingByRegion>((sum, file) => addMissing(sum, file.missing), {});
  return copies.map((copy) => {
    const reason = copy.reason ?? missing[copy.region]?.reason;
    return copy.state !== 'incomplete' || reason === undefined ? copy : { ...copy, reason };
  });
}

/** The object that lists a file's batches, once every part is in one of them. */
export function fileObjectOf(plan: BackupPlan, file: SourceFile, batches: readonly BatchIndex[]): FileObject {
  const ordered = [...batches].sort((a, b) => a.firstPart - b.firstPart);
  return {
    version: 1,
    backupId: plan.backupId,
    fileNumber: file.fileNumber,
    name: file.name,
    size: file.sizeBytes,
    partSize: plan.copies.partBytes,
    parts: ordered.reduce((sum, batch) => sum + batch.parts, 0),
    batches: ordered,
  };
}

/**
 * The spans of a file that nobody has worked on yet, cut into batches: what is not in `batches`, in order. A batch that
 * was stopped leaves a gap, which comes first.
 */
export function openSpans(totalParts: number, batches: readonly BatchIndex[], partsPerBatch: number): PartSpan[] {
  const ordered = [...batches].sort((a, b) => a.firstPart - b.firstPart);
  const gaps: PartSpan[] = [];
  let next = 0;
  for (const batch of [...ordered, { firstPart: totalParts, parts: 0 }]) {
    for (let first = next; first < batch.firstPart; first += partsPerBatch) {
      gaps.push({ first, end: Math.min(batch.firstPart, first + partsPerBatch) });
    }
    next = batch.firstPart + batch.parts;
  }
  return gaps;
}

export interface Sharing {
  readonly partsPerBatch: number;
  /** So many batches at least, where there are parts for them: each lane shall have some. */
  readonly turns: number;
}

/** Open spans for several lanes: smaller ones where else the first lane would have them all. */
export function sharedSpans(
  totalParts: number,
  batches: readonly BatchIndex[],
  { partsPerBatch, turns }: Sharing,
): readonly PartSpan[] {
  const spans = openSpans(totalParts, batches, partsPerBatch);
  if (spans.length === 0 || spans.length >= turns) return spans;
  const partsLeft = spans.reduce((sum, { first, end }) => sum + end - first, 0);
  return openSpans(totalParts, batches, Math.ceil(partsLeft / turns));
}
