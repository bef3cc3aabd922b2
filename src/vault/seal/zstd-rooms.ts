import type { Duplex } from 'node:stream';
import { constants, createZstdCompress, createZstdDecompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { free, gapBefore } from '../crypto/age-payload.ts';
import type { OpenJob, SealJob } from './seal-jobs.ts';

/** What stands behind a stream of node:zlib, as far as we need it: Node has no call that compresses into given memory. */
interface ZstdHandle {
  writeSync(
    flush: number,
    from: Uint8Array,
    at: number,
    bytes: number,
    to: Uint8Array,
    toAt: number,
    room: number,
  ): void;
}

interface ZstdContext {
  /** Node's stream around it: destroyed when what it was given is damaged. */
  readonly stream: Duplex;
  readonly handle: ZstdHandle;
  /** After a write: bytes of room that are left, and bytes that were not read. */
  readonly state: Uint32Array;
}

const contexts = new Map<number | 'unpack', ZstdContext | undefined>();

/** One context a level (or to unpack), used for every part. Undefined where this Node's streams are built otherwise. */
function contextOf(use: number | 'unpack'): ZstdContext | undefined {
  if (contexts.has(use)) return contexts.get(use);
  const stream: Duplex =
    use === 'unpack'
      ? createZstdDecompress()
      : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: use } });
  // Whoever uses it looks at what came out.
  stream.on('error', () => undefined);
  // Not in Node's types: each is looked at before it is used.
  const { _handle: handle, _writeState: state } = stream as unknown as Record<string, unknown>;
  const isKnown =
    state instanceof Uint32Array && typeof (handle as Partial<ZstdHandle> | null)?.writeSync === 'function';
  const context = isKnown ? { stream, handle: handle as ZstdHandle, state } : undefined;
  contexts.set(use, context);
  return context;
}

/** One output buffer that surely fits, so that nothing is joined; too large for Node's shared pool, so that it is ours. */
const roomFor = (bytes: number): number => bytes + Math.ceil(bytes / 128) + 256 * 1024;

/**
 * Compresses into the end of the job's room, behind what encryption adds: no second memory as large as the part, and no
 * fresh pages. Where that cannot be, into memory of its own.
 */
export function compress({ plain, level, header, room }: SealJob): Uint8Array {
  const context = contextOf(level);
  const at = gapBefore(plain.length + plain.length / 256, header.length);
  const space = room.byteLength - at;
  if (context !== undefined && space > plain.length) {
    const whole = new Uint8Array(room);
    context.handle.writeSync(constants.ZSTD_e_end, plain, 0, plain.length, whole, at, space);
    const [left = 0, unread = 0] = context.state;
    if (unread === 0 && left > 0) return whole.subarray(at, at + space - left);
    contexts.delete(level);
  }
  return zstdCompressSync(plain, {
    chunkSize: roomFor(plain.length),
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
}

/**
 * Unpacks into the room: where it is as large as the frame says, zstd writes there at once. What does not come out at
 * exactly the size (damage, several frames) is unpacked by Node, which knows what is wrong with it.
 */
export function unpack(packed: Uint8Array, { room, sizeBytes }: OpenJob): Uint8Array {
  const context = contextOf('unpack');
  const plain = new Uint8Array(room, 0, sizeBytes);
  if (context !== undefined) {
    // One byte of room is to stay: else there may be more to come.
    const into = new Uint8Array(room, 0, sizeBytes + 1);
    context.handle.writeSync(constants.ZSTD_e_end, packed, 0, packed.length, into, 0, into.length);
    const [left, unread] = context.state;
    if (left === 1 && unread === 0 && !context.stream.destroyed) return plain;
    contexts.delete('unpack');
  }
  const unpacked = zstdDecompressSync(packed, { chunkSize: roomFor(sizeBytes), maxOutputLength: sizeBytes });
  const { length } = unpacked;
  plain.set(unpacked);
  free(unpacked);
  return plain.subarray(0, length);
}
