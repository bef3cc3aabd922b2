/// <reference lib="es2024.arraybuffer" />
/**
 * What a thread of PartThreads runs: compress and encrypt, or hash, decrypt and decompress, one part at a time. It
 * imports nothing of ours but types, so that Node runs this file as it is, compiled or (in the tests) as TypeScript.
 *
 * The payload is age's STREAM (C2SP age specification, "Payload"): chunks of 64 KiB, each ChaCha20-Poly1305 under a
 * counter nonce whose last byte marks the last chunk. The headers come ready-made from age-header.ts.
 */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, createZstdCompress, createZstdDecompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export interface SealJob {
  readonly kind: 'seal';
  readonly plain: Uint8Array;
  readonly level: number;
  readonly header: Uint8Array;
  readonly fileKey: Uint8Array;
  /** Where the sealed part goes. */
  readonly room: SharedArrayBuffer;
}

export interface OpenJob {
  readonly kind: 'open';
  /** Lies in shared memory, and is decrypted where it lies. */
  readonly sealed: Uint8Array;
  readonly headerBytes: number;
  readonly fileKey: Uint8Array;
  /** Of the plain bytes; more than this is not unpacked. */
  readonly sizeBytes: number;
  /** Where the plain bytes go: at least one byte more than they are. */
  readonly room: SharedArrayBuffer;
}

export interface DigestJob {
  readonly kind: 'digest';
  /** In shared memory. */
  readonly bytes: Uint8Array;
}

/** The sealed part lies at the beginning of the job's room. */
export interface SealDone {
  readonly sizeBytes: number;
  /** Of the plain bytes. */
  readonly sha256: string;
  readonly sealedSha256: string;
}

/** The plain bytes lie at the beginning of the job's room. */
export interface OpenDone {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export type ThreadAnswer =
  | { readonly sealed: SealDone }
  | { readonly opened: OpenDone }
  | { readonly digest: string }
  | { readonly failed: string };

const algorithm = 'chacha20-poly1305';
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const nonceBytes = 16;
const cipherSettings = { authTagLength: tagBytes } as const;

/** 11 bytes of counter, big-endian, and the mark of the last chunk. */
function chunkNonce(counter: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(counter, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

const streamKey = (fileKey: Uint8Array, nonce: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));

/** Gives memory back now, not when the collector comes by: parts are large. */
function free(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

/** `packed` may lie in the room's own end: each chunk is read before its place is written. */
function encrypt(packed: Uint8Array, { header, fileKey, room }: SealJob): Uint8Array {
  const chunks = Math.max(1, Math.ceil(packed.length / chunkBytes));
  const sealed = new Uint8Array(room, 0, header.length + nonceBytes + packed.length + chunks * tagBytes);
  const nonce = randomBytes(nonceBytes);
  sealed.set(header);
  sealed.set(nonce, header.length);
  const key = streamKey(fileKey, nonce);
  let at = header.length + nonceBytes;
  for (let i = 0; i < chunks; i += 1) {
    const cipher = createCipheriv(algorithm, key, chunkNonce(i, i === chunks - 1), cipherSettings);
    const chunk = cipher.update(packed.subarray(i * chunkBytes, (i + 1) * chunkBytes));
    cipher.final();
    sealed.set(chunk, at);
    sealed.set(cipher.getAuthTag(), at + chunk.length);
    at += chunk.length + tagBytes;
    // The next chunk gets the same memory, which is in the cache, instead of fresh pages.
    free(chunk);
  }
  return sealed;
}

/** Each chunk goes where it was read from, or before. @returns the packed bytes, which lie in `sealed` */
function decrypt({ sealed, headerBytes, fileKey }: OpenJob): Uint8Array {
  const nonce = sealed.subarray(headerBytes, headerBytes + nonceBytes);
  const payload = sealed.subarray(headerBytes + nonceBytes);
  const key = streamKey(fileKey, nonce);
  const chunks = Math.ceil(payload.length / (chunkBytes + tagBytes));
  let length = 0;
  for (let i = 0; i < chunks; i += 1) {
    const chunk = payload.subarray(i * (chunkBytes + tagBytes), (i + 1) * (chunkBytes + tagBytes));
    const decipher = createDecipheriv(algorithm, key, chunkNonce(i, i === chunks - 1), cipherSettings);
    decipher.setAuthTag(chunk.subarray(chunk.length - tagBytes));
    const packed = decipher.update(chunk.subarray(0, chunk.length - tagBytes));
    decipher.final();
    payload.set(packed, length);
    length += packed.length;
    // As in encrypt: the next chunk gets the same memory.
    free(packed);
  }
  return payload.subarray(0, length);
}

/** One output buffer that surely fits, so that nothing is joined; too large for Node's shared pool, so that it is ours. */
const roomFor = (bytes: number): number => bytes + Math.ceil(bytes / 128) + 256 * 1024;

/** The steps of stage-clock.ts, each marked when it begins. */
const [hashPlainStep, compressStep, encryptStep, hashSealedStep, endStep] = [0, 1, 2, 3, 4];

// PartThreads gives a thread its clock; without one (in a test) nobody reads it.
const clock = workerData instanceof Float64Array ? workerData : new Float64Array(5);

const mark = (step: number): void => {
  clock[step] = performance.timeOrigin + performance.now();
};

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

/**
 * Compresses into the end of the job's room, behind what encryption adds: no second memory as large as the part, and no
 * fresh pages. Where that cannot be, into memory of its own.
 */
function compress({ plain, level, header, room }: SealJob): Uint8Array {
  const context = contextOf(level);
  const mostChunks = Math.ceil((plain.length + plain.length / 256) / chunkBytes) + 1;
  const at = header.length + nonceBytes + mostChunks * tagBytes;
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

export function seal(job: SealJob): SealDone {
  mark(hashPlainStep);
  const sha256 = hash('sha256', job.plain);
  mark(compressStep);
  const packed = compress(job);
  mark(encryptStep);
  const sealed = encrypt(packed, job);
  free(packed);
  mark(hashSealedStep);
  const sealedSha256 = hash('sha256', sealed);
  mark(endStep);
  return { sizeBytes: sealed.length, sha256, sealedSha256 };
}

/**
 * Unpacks into the room: where it is as large as the frame says, zstd writes there at once. What does not come out at
 * exactly the size (damage, several frames) is unpacked by Node, which knows what is wrong with it.
 */
function unpack(packed: Uint8Array, { room, sizeBytes }: OpenJob): Uint8Array {
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

export function open(job: OpenJob): OpenDone {
  const plain = unpack(decrypt(job), job);
  return { sizeBytes: plain.length, sha256: hash('sha256', plain) };
}

function answerTo(job: SealJob | OpenJob | DigestJob): ThreadAnswer {
  if (job.kind === 'digest') return { digest: hash('sha256', job.bytes) };
  return job.kind === 'seal' ? { sealed: seal(job) } : { opened: open(job) };
}

parentPort?.on('message', (job: SealJob | OpenJob | DigestJob) => {
  let answer: ThreadAnswer;
  try {
    answer = answerTo(job);
  } catch (error) {
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, []);
});
