import { BackupError } from '../errors';
import { fileSize } from './directory-files';
import type { DatabaseTarget } from '../domain/database-target';
import { openSession, type BfileReader, type Session } from './session';
import { youngGarbage } from './young-garbage';

/** A dump file that can be read in any order, by the host itself or over the wire. */
export interface FileReader {
  readonly sizeBytes: number;
  /**
   * Reads a range; several may be read at once. When it has ended, however it ended, nothing is written any more.
   *
   * @param offsetBytes from 0. @param into where it goes, of the range's length; default: a buffer of its own. @throws DUMP_FILE_CHANGED when the file is not as long as it was
   */
  readRange(offsetBytes: number, sizeBytes: number, signal?: AbortSignal, into?: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

export interface DirectoryFileOptions {
  /** How many sessions read at once. */
  readonly sessions: number;
  /** What the export said: another length is refused. */
  readonly expectedBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Bytes of one read. Each costs a round trip, so more is no slower; and a driver that is built otherwise (driver-read.ts)
 * begins a long answer anew with each packet that comes late.
 */
const pieceBytes = 256 * 1024;
const pieceTimeoutMs = 120_000;

/**
 * Opens a file of a directory object. It is read by BFILE in pieces, several sessions at once. Each session has it
 * open, and the length of what lies under its name is compared after every range.
 *
 * @throws DUMP_FILE_CHANGED when it is missing or of another length; what `openSession` throws
 */
export async function openDirectoryFile(
  target: DatabaseTarget,
  directory: string,
  name: string,
  { sessions, expectedBytes, signal }: DirectoryFileOptions,
): Promise<FileReader> {
  const lanes = new Lanes(sessions, () => openLane(target, directory, name));
  try {
    const sizeBytes = await lanes.use(signal, async ({ session, file }) => {
      const length = file?.sizeBytes ?? (await fileSize(session, directory, name, signal));
      checkLength(target, name, length, expectedBytes);
      return length ?? 0;
    });
    return new DirectoryFile({ target, directory, name }, sizeBytes, lanes);
  } catch (error) {
    await lanes.close();
    throw error;
  }
}

/** A session with the file's locator. `file` is undefined when there was no such file. */
interface Lane {
  readonly session: Session;
  readonly file: BfileReader | undefined;
}

async function openLane(target: DatabaseTarget, directory: string, name: string): Promise<Lane> {
  const session = await openSession(target);
  try {
    const options = { doing: `open ${name} in ${directory}` };
    const exists = (await fileSize(session, directory, name)) !== undefined;
    const file = exists ? await session.openFile(directory, name, options) : undefined;
    await file?.keepOpen(options);
    return { session, file };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function checkLength(
  target: DatabaseTarget,
  name: string,
  length: number | undefined,
  expected: number | undefined,
): void {
  if (length !== undefined && (expected === undefined || length === expected)) return;
  const now = length === undefined ? 'is gone' : `has ${length} bytes`;
  throw new BackupError(
    'DUMP_FILE_CHANGED',
    `${target.name}: dump file ${name} ${now}${expected === undefined ? '' : `, and had ${expected} when the export ended`}`,
  );
}

interface FilePlace {
  readonly target: DatabaseTarget;
  readonly directory: string;
  readonly name: string;
}

class DirectoryFile implements FileReader {
  constructor(
    private readonly place: FilePlace,
    readonly sizeBytes: number,
    private readonly lanes: Lanes<Lane>,
  ) {}

  async readRange(offsetBytes: number, sizeBytes: number, signal?: AbortSignal, into?: Buffer): Promise<Buffer> {
    if (offsetBytes < 0 || sizeBytes < 0 || offsetBytes + sizeBytes > this.sizeBytes) {
      throw new RangeError(`${this.place.name}: no range ${offsetBytes}+${sizeBytes} in ${this.sizeBytes} bytes`);
    }
    const whole = into ?? Buffer.allocUnsafe(sizeBytes);
    const starts = Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, (_, i) => i * pieceBytes);
    // The first piece that fails stops those that have not begun.
    const failed = new AbortController();
    const signals = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
    const pieces = starts.map((start) =>
      this.#readPiece(offsetBytes, whole.subarray(start, start + pieceBytes), start, signals).catch(
        (error: unknown) => {
          failed.abort(error);
          throw error;
        },
      ),
    );
    const results = await Promise.allSettled(pieces);
    signal?.throwIfAborted();
    if (results.some(({ status }) => status === 'rejected')) throw failed.signal.reason as Error;
    await this.#checkUnchanged(signal);
    return whole;
  }

  close(): Promise<void> {
    return this.lanes.close();
  }

  async #readPiece(rangeOffset: number, into: Buffer, start: number, signal: AbortSignal): Promise<void> {
    const { directory, name } = this.place;
    await this.lanes.use(signal, async ({ file }) => {
      const offset = rangeOffset + start;
      const options = { doing: `read ${name} in ${directory} at ${offset}`, timeoutMs: pieceTimeoutMs, signal };
      const readBytes = await file?.read(offset, into, options);
      youngGarbage.add(into.length);
      if (readBytes !== into.length) {
        checkLength(this.place.target, name, readBytes === undefined ? undefined : offset + readBytes, this.sizeBytes);
      }
    });
  }

  async #checkUnchanged(signal?: AbortSignal): Promise<void> {
    const { target, directory, name } = this.place;
    const length = await this.lanes.use(signal, ({ session }) => fileSize(session, directory, name, signal));
    checkLength(target, name, length, this.sizeBytes);
  }
}

/** A few things that are each used by one at a time, opened when they are first needed. */
class Lanes<T extends { readonly session: Session }> {
  readonly #idle: T[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #open = new Set<T>();
  #taken = 0;

  constructor(
    private readonly most: number,
    private readonly open: () => Promise<T>,
  ) {}

  /** Waits for a lane, and lends it to the work. One whose work failed is closed: its session may be broken. */
  async use<R>(signal: AbortSignal | undefined, work: (lane: T) => Promise<R>): Promise<R> {
    while (this.#taken >= this.most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken += 1;
    let lane: T | undefined;
    try {
      signal?.throwIfAborted();
      lane = this.#idle.pop() ?? (await this.#opened());
      const result = await work(lane);
      this.#idle.push(lane);
      return result;
    } catch (error) {
      if (lane !== undefined) {
        this.#open.delete(lane);
        await lane.session.close();
      }
      throw error;
    } finally {
      this.#taken -= 1;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map(({ session }) => session.close()));
    this.#open.clear();
    this.#idle.length = 0;
  }

  async #opened(): Promise<T> {
    const lane = await this.open();
    this.#open.add(lane);
    return lane;
  }
}
