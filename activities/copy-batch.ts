import { access, constants } from 'node:fs/promises';
import {
  addMissing,
  type MissingByRegion,
  type BatchCursor,
  type BatchDone,
  type BatchOrder,
} from '../src/domain/copy-work';
import { partRanges } from '../src/domain/part-ranges';
import { sampleBytes, type SealSample } from '../src/domain/seal-sample';
import { BackupError } from '../src/errors';
import { openDirectoryFile, type FileReader } from '../src/oracle/file-reader';
import { openLocalFile } from '../src/oracle/local-file-reader';
import { writeBatchIndex } from '../src/vault/objects/batch-index';
import { copyParts, defaultConnections, defaultCopyLimits, type CopiedParts } from '../src/vault/copy/copy-parts';
import type { PathMeter } from '../src/vault/copy/path-meter';
import type { Region } from '../src/vault/region/region';
import { createSealer, type SealSettings } from '../src/vault/seal/sealer';
import type { CopyDependencies } from './copies';
import type { Beat } from './heartbeat';
import type { Settings } from './settings';

/** Reads, seals and puts the parts of a batch, then writes its index. */
export async function copyBatch(
  order: BatchOrder,
  dependencies: CopyDependencies,
  beat: Beat<BatchCursor>,
): Promise<BatchDone> {
  const cursor = new CursorKeeper(order, beat);
  const keepLimits = order.tuning.keepsBandwidth ? () => undefined : dependencies.settings.liftLimits(order.plan);
  try {
    const { reader, source } = await openSource(order, dependencies.settings);
    try {
      const meter = dependencies.meters.of(order.plan.backupId);
      meter.source = source;
      const copied = await copyAll(order, dependencies, { reader, meter, cursor, stop: beat.signal });
      const done = await finishBatch(order, dependencies, copied);
      return beat.isLeaving() ? { ...done, hostLeaves: true } : done;
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw cursor.attachTo(error);
  } finally {
    keepLimits();
  }
}

/** The host's own path where there is one, else the database, over the wire. */
async function openSource({ plan, file, tuning }: BatchOrder, settings: Settings): Promise<OpenSource> {
  const { directory, localPath } = plan.export;
  if (localPath !== undefined && (await isReadable(localPath)))
    return { source: 'local', reader: await openLocalFile(localPath, file.name, file.sizeBytes) };
  const options = { sessions: tuning.readingSessions, expectedBytes: file.sizeBytes };
  const target = settings.target(plan.database);
  return { source: 'database', reader: await openDirectoryFile(target, directory, file.name, options) };
}

interface OpenSource {
  readonly source: 'database' | 'local';
  readonly reader: FileReader;
}

/** A host that does not see the directory (another one took over) reads through the database. */
async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

interface CopySetting {
  readonly reader: FileReader;
  readonly meter: PathMeter;
  readonly cursor: CursorKeeper;
  readonly stop: AbortSignal;
}

function copyAll(
  order: BatchOrder,
  { settings, threads, memory, health }: CopyDependencies,
  setting: CopySetting,
): Promise<CopiedParts> {
  const { plan, file, span, resume, tuning } = order;
  const { recipients, partBytes } = plan.copies;
  const ranges = partRanges(file.sizeBytes, partBytes, span.first, span.end);
  return copyParts({
    source: {
      ranges,
      alreadyDone: resume.sealed,
      readPart: ({ offsetBytes, sizeBytes }, signal, into) =>
        setting.reader.readRange(offsetBytes, sizeBytes, signal, into),
    },
    destination: {
      database: plan.database,
      backupId: plan.backupId,
      fileNumber: file.fileNumber,
      regions: takingPart(order, settings),
    },
    sealer: createSealer(threads, {
      recipients,
      level: tuning.compressionLevel,
      ...samplingOf(order, (ranges.length - resume.sealed.length) * partBytes, setting.cursor),
    }),
    memory,
    meter: setting.meter,
    health,
    limits: {
      connectionsOf: () => defaultConnections * tuning.connectionsFactor,
      patienceMs: tuning.patienceMs,
      lastPatienceMs: defaultCopyLimits.patienceMs,
    },
    // Asked to stop, what is in flight is finished: it is paid for. Nothing asks for an end at once but the clock.
    control: { stop: setting.stop, abort: new AbortController().signal },
    onPart: (line, missing) => setting.cursor.add(line, missing),
  });
}

/** Other levels, and the one that the batch is sealed at, which they are compared with. */
function samplingOf(
  { plan, tuning }: BatchOrder,
  batchBytes: number,
  cursor: CursorKeeper,
): Pick<SealSettings, 'sampling'> {
  const { sampledLevels } = plan.copies;
  if (sampledLevels === undefined) return {};
  const levels = [...new Set([...sampledLevels, tuning.compressionLevel])];
  const onSample = (sample: SealSample): void => cursor.learn(sample);
  return { sampling: { bytes: sampleBytes(batchBytes), levels, onSample } };
}

/** The regions that get parts now. */
const takingPart = ({ plan, tuning }: BatchOrder, settings: Settings): readonly Region[] =>
  settings.regionsOf(plan).filter(({ settings: { name } }) => !tuning.leaveOut.includes(name));

function leftOut({ tuning, resume }: BatchOrder, { lines }: CopiedParts): MissingByRegion {
  const parts = lines.length - resume.sealed.length;
  const reason = 'left out to seal the backup by its deadline';
  return parts <= 0 ? {} : Object.fromEntries(tuning.leaveOut.map((region) => [region, { parts, reason }]));
}

async function finishBatch(order: BatchOrder, dependencies: CopyDependencies, copied: CopiedParts): Promise<BatchDone> {
  const missing = addMissing(addMissing(order.resume.missing, copied.missing), leftOut(order, copied));
  if (copied.lines.length === 0) return { bytes: 0, sealedBytes: 0, missing: {} };
  const { plan, file } = order;
  const target = {
    regions: dependencies.settings.regionsOf(plan),
    backup: plan,
    health: dependencies.health,
    signal: AbortSignal.timeout(indexWithinMs),
  };
  const written = await writeBatchIndex(target, file.fileNumber, copied.lines);
  return {
    index: written.index,
    bytes: copied.lines.reduce((sum, line) => sum + line.size, 0),
    sealedBytes: copied.lines.reduce((sum, line) => sum + line.sealedSize, 0),
    missing: addMissing(missing, written.missing),
  };
}

const indexWithinMs = 60_000;

/** Keeps the heartbeat's cursor: what is sealed and stored, for whoever goes on. */
class CursorKeeper {
  readonly #beat: Beat<BatchCursor>;
  readonly #startedAt = performance.now();
  readonly #resumedBytes: number;
  #cursor: BatchCursor;

  constructor({ resume }: BatchOrder, beat: Beat<BatchCursor>) {
    this.#beat = beat;
    const bytesDone = resume.sealed.reduce((sum, { size }) => sum + size, 0);
    this.#cursor = { ...resume, partsDone: 0, bytesDone, bytesPerSecond: 0 };
    this.#resumedBytes = bytesDone;
    beat.report(this.#cursor);
  }

  add(line: BatchCursor['sealed'][number], missing: BatchCursor['missing']): void {
    const bytesDone = this.#cursor.bytesDone + line.size;
    const tookMs = Math.max(1, performance.now() - this.#startedAt);
    this.#cursor = {
      ...this.#cursor,
      sealed: [...this.#cursor.sealed, line],
      missing: addMissing(this.#cursor.missing, missing),
      partsDone: this.#cursor.partsDone + 1,
      bytesDone,
      bytesPerSecond: Math.round(((bytesDone - this.#resumedBytes) * 1000) / tookMs),
    };
    this.#beat.report(this.#cursor);
  }

  learn(sample: SealSample): void {
    this.#cursor = { ...this.#cursor, sample };
    this.#beat.report(this.#cursor);
  }

  /** A failure takes the cursor along, so that the next attempt goes on from here. */
  attachTo(error: unknown): unknown {
    if (!(error instanceof BackupError) || !error.retryable) return error;
    return new BackupError(error.code, error.message, { cause: error, hint: error.hint, details: [this.#cursor] });
  }
}
