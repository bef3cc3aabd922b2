import { defaultPartSize, partBytesOf, partsPerBatch } from '../../src/domain/part-ranges';
import type { BackupShape, MeasuredBackup } from './measure-backup';

/** What a file and a batch add to a backup's histories: differences of measured runs. */
export interface HistoryModel {
  readonly base: { readonly events: number; readonly bytes: number };
  readonly perFile: { readonly events: number; readonly bytes: number };
  readonly perBatch: { readonly events: number; readonly bytes: number };
  /** The payloads that grow: the manifest with the number of files, the list of a file's batches with that. */
  readonly manifestPayload: Linear;
  readonly batchListPayload: Linear;
}

interface Linear {
  readonly base: number;
  readonly each: number;
}

export interface MeasuredRuns {
  /** One dump file of one batch, and its log. */
  readonly small: MeasuredBackup;
  /** Many dump files of one batch. */
  readonly manyFiles: MeasuredBackup;
  /** One dump file of many batches. */
  readonly manyBatches: MeasuredBackup;
}

/** Progress: a hundred signals at most, of nine events. Watching and accelerating: three activities and fifty signals. */
const progressEvents = 100 * 9;
const reservedEvents = 3 * 6 + 50 * 4;
const bytesOfAnEvent = 150;

export function modelHistory({ small, manyFiles, manyBatches }: MeasuredRuns): HistoryModel {
  const steady = (run: MeasuredBackup): { events: number; bytes: number } => ({
    events: run.events - run.progressEvents,
    bytes: run.bytes - run.progressEvents * bytesOfAnEvent,
  });
  const slope = (run: MeasuredBackup, more: number): { events: number; bytes: number } => ({
    events: (steady(run).events - steady(small).events) / more,
    bytes: (steady(run).bytes - steady(small).bytes) / more,
  });
  const perFile = slope(manyFiles, manyFiles.files - small.files);
  const perBatch = slope(manyBatches, manyBatches.batches - small.batches);
  return {
    base: {
      events: steady(small).events - small.files * perFile.events,
      bytes: steady(small).bytes - small.files * perFile.bytes,
    },
    perFile,
    perBatch,
    manifestPayload: line('putManifest', small, manyFiles, ({ files }) => files),
    // All batches but the log's are those of the one dump file.
    batchListPayload: line('storeFileObject', small, manyBatches, ({ batches }) => batches - 1),
  };
}

function line(place: string, a: MeasuredBackup, b: MeasuredBackup, countOf: (run: MeasuredBackup) => number): Linear {
  const sizeA = a.payloadBytes[place] ?? 0;
  const each = ((b.payloadBytes[place] ?? 0) - sizeA) / (countOf(b) - countOf(a));
  return { base: sizeA - countOf(a) * each, each };
}

export interface ProjectedHistory {
  readonly batches: number;
  readonly events: number;
  readonly bytes: number;
  readonly manifestPayloadBytes: number;
  readonly batchListPayloadBytes: number;
}

/** A file's first batch is within the events of the file. The log is a file too. */
export function projectHistory(
  model: HistoryModel,
  { fileCount, fileBytes }: BackupShape,
  partBytes = partBytesOf(defaultPartSize),
): ProjectedHistory {
  const batchBytes = partsPerBatch(fileCount * fileBytes, partBytes) * partBytes;
  const batchesOfAFile = Math.ceil(fileBytes / batchBytes);
  const files = fileCount + 1;
  const more = fileCount * (batchesOfAFile - 1);
  const fixed = progressEvents + reservedEvents;
  return {
    batches: fileCount * batchesOfAFile + 1,
    events: Math.round(model.base.events + files * model.perFile.events + more * model.perBatch.events + fixed),
    bytes: Math.round(
      model.base.bytes + files * model.perFile.bytes + more * model.perBatch.bytes + fixed * bytesOfAnEvent,
    ),
    manifestPayloadBytes: Math.round(model.manifestPayload.base + files * model.manifestPayload.each),
    batchListPayloadBytes: Math.round(model.batchListPayload.base + batchesOfAFile * model.batchListPayload.each),
  };
}
