import { OracleServerError } from '../engine';
import { MalformedMessage } from './message-reader';

/** Clients make locators of 40 bytes for the LOBs that they create, and expect the server's to fit. */
const locatorBytes = 40;
const idOffset = 16;
const blobFlag = 0x01;
const initializedFlag = 0x08;
const temporaryFlag = 0x01;

interface Lob {
  readonly locator: Buffer;
  content: string | Buffer;
}

/**
 * The CLOBs and BLOBs of one session that travel by locator. All are temporary: they live until the client frees them
 * or the session ends. Offsets and lengths are characters for a CLOB, bytes for a BLOB.
 */
export class LobStore {
  readonly #lobs = new Map<number, Lob>();
  #lastId = 0;

  /** Keeps the content and gives its locator. */
  add(content: string | Buffer): Buffer {
    const id = ++this.#lastId;
    const locator = Buffer.alloc(locatorBytes);
    locator.writeUInt16BE(locatorBytes - 2, 0);
    locator.writeUInt16BE(1, 2);
    locator.writeUInt8(typeof content === 'string' ? 0x02 : blobFlag, 4);
    locator.writeUInt8(initializedFlag, 5);
    locator.writeUInt8(temporaryFlag, 7);
    locator.writeUInt32BE(id, idOffset);
    this.#lobs.set(id, { locator, content });
    return locator;
  }

  /** Throws ORA-22275 for a locator that is not (or no longer) valid. */
  content(locator: Buffer): string | Buffer {
    return this.#find(locator).content;
  }

  /** Writes over and past the end; a gap is filled with spaces or zeros. `offset` counts from 1. Throws ORA-22275. */
  write(locator: Buffer, offset: number, data: Buffer): void {
    const lob = this.#find(locator);
    const start = offset - 1;
    if (typeof lob.content === 'string') {
      const text = data.toString('utf8');
      lob.content = lob.content.slice(0, start).padEnd(start) + text + lob.content.slice(start + text.length);
      return;
    }
    const head = Buffer.alloc(start);
    lob.content.copy(head);
    lob.content = Buffer.concat([head, data, lob.content.subarray(start + data.length)]);
  }

  /** Throws ORA-22275. */
  trim(locator: Buffer, length: number): void {
    const lob = this.#find(locator);
    lob.content = typeof lob.content === 'string' ? lob.content.slice(0, length) : lob.content.subarray(0, length);
  }

  /** A locator that is not known is ignored: drivers free some twice. */
  free(locator: Buffer): void {
    this.#lobs.delete(idOf(locator));
  }

  #find(locator: Buffer): Lob {
    const lob = this.#lobs.get(idOf(locator));
    if (lob === undefined) throw new OracleServerError(22275, 'ORA-22275: invalid LOB locator specified');
    return lob;
  }
}

/** Bytes of a locator of the store: a list of them comes without separators. */
export const storedLocatorBytes = locatorBytes;

function idOf(locator: Buffer): number {
  if (locator.length < idOffset + 4) throw new MalformedMessage('a LOB locator that is too short');
  return locator.readUInt32BE(idOffset);
}
