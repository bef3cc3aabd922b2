import type { FileHandle } from 'node:fs/promises';
import type { DirectFile } from './direct-file';
import { EarlySync } from './early-sync';
import type { PartThreads } from '../seal/part-threads';
import { inTarget } from './restore-target';

export interface WrittenFile {
  readonly handle: FileHandle;
  /** Of the same file, where it can be had. */
  readonly direct?: DirectFile | undefined;
}

/**
 * Writes parts of a file in any order, and has them on the disk when it is finished. One at a time: the kernel lets one
 * into a file anyway, and others that wait there spin, which took a third of what writing takes.
 */
export class PartWriter {
  readonly #file: WrittenFile;
  readonly #path: string;
  readonly #threads: PartThreads;
  readonly #disk: EarlySync;
  /** Never fails: whoever has the turn is told what went wrong. */
  #turn: Promise<void> = Promise.resolve();

  /** @param path for what is said of an error */
  constructor(file: WrittenFile, path: string, threads: PartThreads) {
    this.#file = file;
    this.#path = path;
    this.#threads = threads;
    this.#disk = new EarlySync(file.handle);
  }

  /** @param bytes in shared memory. @throws BackupError TARGET_UNWRITABLE */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const written = this.#turn.then(() => inTarget(this.#path, () => this.#put(bytes, offset)));
    this.#turn = written.catch(() => undefined);
    await written;
  }

  /** Settles when nothing of it runs any more. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#disk.settled();
  }

  /** All that was written is on the disk. @throws BackupError TARGET_UNWRITABLE for what any sync threw */
  async finish(): Promise<void> {
    await inTarget(this.#path, () => this.#disk.finish());
  }

  /** What does not go to the disk directly goes through the page cache. */
  async #put(bytes: Uint8Array, offset: number): Promise<void> {
    const { handle, direct } = this.#file;
    const done = (await direct?.write(bytes, offset)) ?? 0;
    if (done === bytes.length) return;
    await this.#threads.write(bytes.subarray(done), handle.fd, offset + done);
    this.#disk.wrote(bytes.length - done);
  }
}
