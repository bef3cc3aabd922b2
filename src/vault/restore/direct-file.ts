import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isSystemError } from './system-error';

/** Where a write begins and ends, in the file and in memory: no disk has larger blocks. */
const blockBytes = 4096;

/**
 * A second way into a file that is there: bytes go from memory to the disk, past the kernel's page cache. That takes a
 * tenth of the CPU, and the pages of whatever else runs on the machine stay where they are.
 */
export class DirectFile {
  #isAble = true;

  private constructor(private readonly handle: FileHandle) {}

  /** Undefined where the file system (or a system other than Linux) has no such way. */
  static async open(path: string): Promise<DirectFile | undefined> {
    // Undefined outside Linux, whatever Node's types say.
    const direct = constants.O_DIRECT as number | undefined;
    if (direct === undefined) return undefined;
    const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | direct).catch(() => undefined);
    return handle === undefined ? undefined : new DirectFile(handle);
  }

  /**
   * Writes whole blocks of the start of it: all but a rest, or nothing where memory, offset or file system do not allow it.
   * @param bytes in memory that begins at a page (`pagesOf`). @returns how many were written
   */
  async write(bytes: Uint8Array, offset: number): Promise<number> {
    const whole = offset % blockBytes === 0 ? bytes.length - (bytes.length % blockBytes) : 0;
    let written = 0;
    while (this.#isAble && written < whole) {
      const more = await this.#writeSome(bytes.subarray(written, whole), offset + written);
      this.#isAble = more > 0;
      written += more;
    }
    return written;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  async #writeSome(bytes: Uint8Array, offset: number): Promise<number> {
    try {
      return (await this.handle.write(bytes, 0, bytes.length, offset)).bytesWritten;
    } catch (error) {
      if (isSystemError(error) && error.code === 'EINVAL') return 0;
      throw error;
    }
  }
}

/** Shared memory that begins at a page: V8 takes whole pages for memory that may grow, other memory begins anywhere. */
export const pagesOf = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes, { maxByteLength: bytes });
