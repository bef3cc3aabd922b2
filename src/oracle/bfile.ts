import type { Lob } from 'oracledb';
import { copied, ReadInto, type Destination } from './driver-read';

/** What stands behind a LOB of the thin driver, as far as we need it: its `getData` opens a BFILE anew for each read. */
interface BfileInside {
  readonly conn?: { readonly _protocol?: { readonly readBuf?: unknown } };
  openFile(): Promise<unknown>;
  /** @param offset counts from 1 */
  read(offset: number, sizeBytes: number): Promise<unknown>;
}

/** A BFILE's locator. Where this driver is built otherwise, files are not kept open, and reads cost more round trips. */
export class Bfile {
  readonly #lob: Lob;
  readonly #inside: BfileInside | undefined;
  #isOpen = false;

  constructor(lob: Lob) {
    this.#lob = lob;
    // Not in the driver's types: its functions are looked for before they are used.
    const { _impl: inside } = lob as unknown as { readonly _impl?: Partial<BfileInside> };
    const isKnown = typeof inside?.openFile === 'function' && typeof inside.read === 'function';
    this.#inside = isKnown ? (inside as BfileInside) : undefined;
  }

  async keepOpen(): Promise<void> {
    if (this.#inside === undefined || this.#isOpen) return;
    await this.#inside.openFile();
    this.#isOpen = true;
  }

  /** @param offset bytes from 0. @returns how many bytes came: fewer at the file's end, 0 behind it */
  async read(offset: number, destination: Destination): Promise<number> {
    const inside = this.#isOpen ? this.#inside : undefined;
    const readInto = ReadInto.of(inside?.conn?._protocol?.readBuf);
    // Without an amount a BFILE gives nothing, as its length is unknown to the driver.
    const read = (): Promise<unknown> =>
      inside === undefined
        ? this.#lob.getData(offset + 1, destination.sizeBytes)
        : inside.read(offset + 1, destination.sizeBytes);
    return readInto === undefined ? copied(await read(), destination) : readInto.run(destination, read);
  }
}
