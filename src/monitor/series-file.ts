import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { backupIdSchema } from '../domain/backup-id';
import type { MonitorSample } from '../domain/monitor-sample';

/**
 * Whose samples they are. All stand in the file's name: two workers of one machine, each a host to Redoubt, may share a
 * folder and copy the same backup.
 */
export interface SeriesFileName {
  /** 1 to 8 of A-Z and 0-9. */
  readonly installation: string;
  readonly backupId: string;
  readonly host: string;
}

export interface SeriesFile extends SeriesFileName {
  readonly path: string;
  readonly sizeBytes: number;
  /** ms since the epoch. */
  readonly changedAt: number;
}

const nameOf = ({ installation, backupId, host }: SeriesFileName): string =>
  `monitor-${installation}-${backupId}-${encodeURIComponent(host)}.ndjson`;
const namePattern = /^monitor-([A-Z0-9]{1,8})-(\d{8}T\d{6}Z-[0-9a-f]{6})-(.+)\.ndjson$/;

/** About 30 hours of samples with three regions; of a longer backup the file keeps what came first. */
const maxFileBytes = 256 * 1024 * 1024;

/**
 * Keeps the samples of a backup on this host, so that the next attempt goes on with them after a kill -9: a line a
 * sample. It never fails a backup: what cannot be written is not kept, and `problem` says why.
 */
export class SeriesFileWriter {
  readonly path: string;
  #problem: string | undefined;
  #bytes = 0;

  constructor(folder: string, name: SeriesFileName) {
    this.path = join(folder, nameOf(name));
    this.#attempt(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#bytes = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
      // What a killed writer left of a line must not spoil the next.
      if (this.#bytes > 0) appendFileSync(this.path, '\n');
    });
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  append(sample: MonitorSample): void {
    if (this.#problem !== undefined) return;
    const line = `${JSON.stringify(sample)}\n`;
    if (this.#bytes + line.length > maxFileBytes) {
      this.#problem = `${this.path} has reached ${maxFileBytes} bytes`;
      return;
    }
    this.#attempt(() => appendFileSync(this.path, line, { mode: 0o600 }));
    this.#bytes += line.length;
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }
}

/**
 * The samples that an attempt before this one kept, in their order, a few at a time: the file may be larger than memory
 * should be. What is cut off or no sample is passed over; what cannot be read any further ends it.
 */
export function* readSeriesFile(folder: string, name: SeriesFileName): Generator<MonitorSample> {
  for (const line of linesOf(join(folder, nameOf(name)))) {
    const sample = parsed(line);
    if (sample !== undefined) yield sample;
  }
}

function* linesOf(path: string): Generator<string> {
  const file = attempt(() => openSync(path, 'r'));
  // Nothing was kept, or it cannot be read: the series begins anew.
  if (file === undefined) return;
  try {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (;;) {
      const length = attempt(() => readSync(file, chunk)) ?? 0;
      if (length === 0) break;
      const lines = (rest + decoder.write(chunk.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function parsed(line: string): MonitorSample | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // Whole lines were written by append above, under a name that only it uses.
    return isSampleShaped(value) ? (value as MonitorSample) : undefined;
  } catch {
    return undefined;
  }
}

function isSampleShaped(value: unknown): boolean {
  const { at, seconds, regions, work, host } = Object(value) as Record<string, unknown>;
  return (
    [at, seconds].every((each) => typeof each === 'number') &&
    [regions, work, host].every((each) => Object(each) === each)
  );
}

/** The files of this installation in the folder: for the sweep. */
export function listSeriesFiles(folder: string, installation: string): readonly SeriesFile[] {
  return filesIn(folder).flatMap((file) => {
    const [, owner, backupId, encoded = ''] = namePattern.exec(file) ?? [];
    if (owner !== installation || backupId === undefined || !backupIdSchema.safeParse(backupId).success) return [];
    const host = attempt(() => decodeURIComponent(encoded));
    if (host === undefined) return [];
    const path = join(folder, file);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined
      ? []
      : [{ installation, backupId, host, path, sizeBytes: stat.size, changedAt: stat.mtimeMs }];
  });
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Removes it; it may be gone already. */
export function removeSeriesFile(folder: string, name: SeriesFileName): void {
  rmSync(join(folder, nameOf(name)), { force: true });
}
