import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import {
  blockBytes,
  decodeFrameHeader,
  decodeHeader,
  frameOverheadBytes,
  type DumpHeader,
  type DumpMaster,
  type Frame,
} from './dump-format';

/** A dump file whose content is not what its checksums say, or that ends too early. */
export class DamagedDump extends Error {
  override readonly name = 'DamagedDump';
  constructor(
    readonly path: string,
    readonly offset: number,
    /** The table whose rows are hit, where that is known. */
    readonly table?: number,
  ) {
    super(`damaged dump file ${path} at ${String(offset)}`);
  }
}

/** The header of a file. See decodeHeader for what else can come back. Errors of the system pass. */
export async function readDumpHeader(path: string): Promise<DumpHeader | 'damaged' | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(blockBytes), 0, blockBytes, 0);
    return decodeHeader(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The master section, if the file has it. */
export async function readDumpMaster(path: string, header: DumpHeader): Promise<DumpMaster | undefined> {
  if (header.masterOffset === null) return undefined;
  for await (const frame of readFrames(path, header.masterOffset)) {
    // Written as JSON by the export; its checksum was right.
    if (frame.type === 'M') return JSON.parse(frame.payload.toString()) as DumpMaster;
  }
  return undefined;
}

/** The frames of a file from an offset on. */
export async function* readFrames(path: string, from = blockBytes): AsyncGenerator<Frame> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    let offset = from;
    while (offset + frameOverheadBytes <= size) {
      const header = decodeFrameHeader(await readFully(handle, path, offset, frameOverheadBytes));
      if (header === undefined) return;
      const { type, table, isDeflated, payloadBytes, checksum } = header;
      if (offset + frameOverheadBytes + payloadBytes > size) throw new DamagedDump(path, offset, table);
      const stored = await readFully(handle, path, offset + frameOverheadBytes, payloadBytes);
      if (crc32(stored) !== checksum) throw new DamagedDump(path, offset, table);
      yield { type, table, isDeflated: false, payload: isDeflated ? inflateRawSync(stored) : stored };
      offset += frameOverheadBytes + payloadBytes;
    }
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, path: string, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead < length) throw new DamagedDump(path, offset);
  return buffer;
}
