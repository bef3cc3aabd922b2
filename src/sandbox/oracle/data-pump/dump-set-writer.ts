import { basename } from 'node:path';
import { DumpFileWriter } from './dump-file-writer';
import { encodeFrame, type DumpHeader, type DumpMaster } from './dump-format';
import type { DumpNames } from './file-templates';
import type { WrittenFile } from './job-definition';

/** No file of the set has room and there is no name for another one: ORA-39095. */
export class DumpSpaceExhausted extends Error {
  override readonly name = 'DumpSpaceExhausted';
}

interface OpenFile {
  readonly writer: DumpFileWriter;
  readonly limitBytes: number;
}

/** A file system's refusal, with the dump file that it hit. */
export class DumpFileError extends Error {
  override readonly name = 'DumpFileError';
  constructor(
    readonly path: string,
    override readonly cause: NodeJS.ErrnoException,
  ) {
    super(cause.message);
  }
}

/** The files of one export. Each worker has one open; a full one is finished and the next name taken. */
export class DumpSetWriter {
  readonly #workers: (OpenFile | undefined)[] = [];
  readonly #finished: WrittenFile[] = [];
  #lastNumber = 0;

  constructor(
    readonly names: DumpNames,
    readonly header: (fileNumber: number) => DumpHeader,
    readonly limitOf: (path: string) => number,
    /** Runs a write, again and again while the disk is full. */
    readonly persist: (path: string, work: () => Promise<void>) => Promise<void>,
  ) {}

  /** Takes up files that an earlier start of the job wrote. */
  async resume(files: readonly WrittenFile[]): Promise<void> {
    for (const { number, path, bytes } of files) {
      const writer = await DumpFileWriter.resume(path, this.header(number), bytes);
      this.#workers.push({ writer, limitBytes: this.limitOf(path) });
      this.#lastNumber = Math.max(this.#lastNumber, number);
    }
  }

  get files(): readonly WrittenFile[] {
    const open = this.#workers.flatMap((file) => (file === undefined ? [] : [described(file.writer)]));
    return [...this.#finished, ...open].sort((left, right) => left.number - right.number);
  }

  async append(worker: number, frame: Buffer): Promise<void> {
    let file = this.#workers[worker];
    if (file !== undefined && file.writer.bytes + frame.length > file.limitBytes) {
      await this.#finish(file, null);
      file = undefined;
    }
    const { writer } = file ?? (await this.#openNext(worker));
    writer.append(frame);
    if (writer.isDue) await this.persist(writer.path, () => writer.flush());
  }

  async flush(): Promise<void> {
    for (const file of this.#workers)
      if (file !== undefined) await this.persist(file.writer.path, () => file.writer.flush());
  }

  /** The master section goes into the first worker's file, then all files are finished. */
  async finish(master: (files: readonly string[]) => DumpMaster): Promise<void> {
    const { writer } = this.#workers.find((file) => file !== undefined) ?? (await this.#openNext(0));
    const offset = writer.bytes;
    const payload = Buffer.from(JSON.stringify(master(this.files.map(({ path }) => basename(path)))));
    const frame = encodeFrame({ type: 'M', isDeflated: false, table: 0, payload });
    writer.append(frame);
    for (const file of this.#workers) {
      if (file !== undefined) await this.#finish(file, file.writer === writer ? offset : null);
    }
    this.#workers.length = 0;
  }

  async abandon(): Promise<void> {
    for (const file of this.#workers) await file?.writer.abandon();
  }

  async #openNext(worker: number): Promise<OpenFile> {
    const next = this.names.next();
    if (next === undefined) throw new DumpSpaceExhausted();
    this.#lastNumber += 1;
    try {
      const writer = await DumpFileWriter.create(next.path, this.header(this.#lastNumber), next.target.reuse);
      const file = { writer, limitBytes: next.target.sizeBytes ?? Infinity };
      this.#workers[worker] = file;
      return file;
    } catch (error) {
      throw new DumpFileError(next.path, error as NodeJS.ErrnoException);
    }
  }

  async #finish(file: OpenFile, masterOffset: number | null): Promise<void> {
    await this.persist(file.writer.path, () => file.writer.flush());
    await file.writer.finish(masterOffset);
    this.#finished.push(described(file.writer));
    const worker = this.#workers.indexOf(file);
    if (worker !== -1) this.#workers[worker] = undefined;
  }
}

function described({ header, path, bytes }: DumpFileWriter): WrittenFile {
  return { number: header.fileNumber, path, bytes };
}
