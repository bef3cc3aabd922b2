import type { BfileLocator } from '../engine';
import { MalformedMessage } from './message-reader';

/**
 * A BFILE on the wire: 16 bytes, then directory and file name with uint16 lengths. Bit 0 of bytes 4 and 7 stays clear:
 * a driver would take the locator for a temporary LOB and free it.
 */
const fixedBytes = 16;
const bfileFlag = 0x08;
const initializedFlag = 0x08;

/** What a client gets for BFILENAME(directory, filename). */
export function encodeBfileLocator(locator: BfileLocator): Buffer {
  const directory = Buffer.from(locator.directory);
  const filename = Buffer.from(locator.filename);
  const bytes = Buffer.alloc(fixedBytes + 4 + directory.length + filename.length);
  bytes.writeUInt16BE(bytes.length - 2, 0);
  bytes.writeUInt16BE(1, 2);
  bytes.writeUInt8(bfileFlag, 4);
  bytes.writeUInt8(initializedFlag, 5);
  const afterDirectory = fixedBytes + 2 + directory.copy(bytes, bytes.writeUInt16BE(directory.length, fixedBytes));
  filename.copy(bytes, bytes.writeUInt16BE(filename.length, afterDirectory));
  return bytes;
}

/** What a client sent back. Throws {@link MalformedMessage}. */
export function decodeBfileLocator(bytes: Buffer): BfileLocator {
  const directory = nameAt(bytes, fixedBytes);
  const filename = nameAt(bytes, fixedBytes + 2 + directory.length);
  return { kind: 'bfile', directory: directory.toString('utf8'), filename: filename.toString('utf8') };
}

function nameAt(bytes: Buffer, offset: number): Buffer {
  if (offset + 2 > bytes.length) throw new MalformedMessage('a BFILE locator that is too short');
  const length = bytes.readUInt16BE(offset);
  const name = bytes.subarray(offset + 2, offset + 2 + length);
  if (name.length < length) throw new MalformedMessage('a BFILE locator that is too short');
  return name;
}

/** Whether a locator is a BFILE's, not a CLOB's or BLOB's. */
export function isBfileLocator(bytes: Buffer): boolean {
  return ((bytes[4] ?? 0) & bfileFlag) !== 0;
}
