import type { FileHandle } from 'node:fs/promises';

const bytesBetween = 24 * 1024 * 1024;

/**
 * Has what was written put on the disk while more is coming. The kernel would begin only after seconds, and the sync at
 * the end would take as long as everything before it.
 */
export class EarlySync {
  readonly #handle: FileHandle;
  #unsyncedBytes = 0;
  #running: Promise<void> | undefined;
  /** The kernel tells a file's error once: whoever is told must not forget it. */
  readonly #errors: unknown[] = [];

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** So many more bytes were written. */
  wrote(bytes: number): void {
    this.#unsyncedBytes += bytes;
    if (this.#running !== undefined || this.#unsyncedBytes < bytesBetween) return;
    this.#unsyncedBytes = 0;
    this.#running = this.#handle
      .datasync()
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => (this.#running = undefined));
  }

  /** Settles when nothing of it runs any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** All that was written is on the disk. @throws what any sync threw */
  async finish(): Promise<void> {
    await this.settled();
    if (this.#errors.length > 0) throw this.#errors[0];
    await this.#handle.sync();
  }
}
