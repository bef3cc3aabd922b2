import type { FileHandle } from 'node:fs/promises';
import { EarlySync } from './early-sync';
import type { PartThreads } from './part-threads';
import { inTarget } from './restore-target';

/**
 * Writes parts of a file in any order, and has them on the disk when it is finished. One at a time: the kernel lets one
 * into a file anyway, and others that wait there spin, which took a third of what writing takes.
 */
export class PartWriter {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #threads: PartThreads;
  readonly #disk: EarlySync;
  /** Never fails: whoever has the turn is told what went wrong. */
  #turn: Promise<void> = Promise.resolve();

  /** @param path for what is said of an error */
  constructor(handle: FileHandle, path: string, threads: PartThreads) {
    this.#handle = handle;
    this.#path = path;
    this.#threads = threads;
    this.#disk = new EarlySync(handle);
  }

  /** @param bytes in shared memory. @throws BackupError TARGET_UNWRITABLE */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const { fd } = this.#handle;
    const written = this.#turn.then(() => inTarget(this.#path, () => this.#threads.write(bytes, fd, offset)));
    this.#turn = written.catch(() => undefined);
    await written;
    this.#disk.wrote(bytes.length);
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
}
