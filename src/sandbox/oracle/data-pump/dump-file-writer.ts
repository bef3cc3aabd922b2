import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { blockBytes, encodeHeader, type DumpHeader } from './dump-format';

const flushBytes = 1 << 20;

/** One dump file being written, front to back. Its header is written again when the file is finished. */
export class DumpFileWriter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #flushed: number;

  private constructor(
    readonly path: string,
    readonly header: DumpHeader,
    readonly handle: FileHandle,
    start: number,
  ) {
    this.#flushed = start;
  }

  /** Creates the file; EEXIST unless it may be replaced. Never through a symbolic link. */
  static async create(path: string, header: DumpHeader, reuse: boolean): Promise<DumpFileWriter> {
    const exclusive = reuse ? constants.O_TRUNC : constants.O_EXCL;
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | exclusive, 0o640);
    await handle.write(encodeHeader(header), 0, blockBytes, 0);
    return new DumpFileWriter(path, header, handle, blockBytes);
  }

  /** Goes on after `bytes`; what came after them is cut off. */
  static async resume(path: string, header: DumpHeader, bytes: number): Promise<DumpFileWriter> {
    const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
    await handle.truncate(bytes);
    return new DumpFileWriter(path, header, handle, bytes);
  }

  /** The file's length with everything that was appended. */
  get bytes(): number {
    return this.#flushed + this.#pendingBytes;
  }

  append(frame: Buffer): void {
    this.#pending.push(frame);
    this.#pendingBytes += frame.length;
  }

  /** Enough is pending to be worth a write. */
  get isDue(): boolean {
    return this.#pendingBytes >= flushBytes;
  }

  /** Can be tried again after a failure: what was not written is still pending. */
  async flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const [first] = this.#pending;
    const buffer = this.#pending.length === 1 && first !== undefined ? first : Buffer.concat(this.#pending);
    let written = 0;
    while (written < buffer.length) {
      const { bytesWritten } = await this.handle.write(
        buffer,
        written,
        buffer.length - written,
        this.#flushed + written,
      );
      written += bytesWritten;
    }
    this.#flushed += buffer.length;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Whole blocks, the header with where the master section is, and closed. */
  async finish(masterOffset: number | null): Promise<void> {
    await this.flush();
    await this.handle.truncate(Math.ceil(this.#flushed / blockBytes) * blockBytes);
    await this.handle.write(encodeHeader({ ...this.header, masterOffset }), 0, blockBytes, 0);
    await this.handle.close();
  }

  /** Closed as it is: the job stopped. */
  async abandon(): Promise<void> {
    await this.handle.close();
  }
}
