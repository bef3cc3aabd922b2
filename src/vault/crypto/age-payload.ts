/// <reference lib="es2024.arraybuffer" />
/**
 * The payload of a sealed part is age's STREAM (C2SP age specification, "Payload"): chunks of 64 KiB, each
 * ChaCha20-Poly1305 under a counter nonce whose last byte marks the last chunk. The headers come ready-made from
 * age-header.ts.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { OpenJob, SealJob } from '../seal/seal-jobs.ts';

const algorithm = 'chacha20-poly1305';
const chunkBytes = 64 * 1024;
const tagBytes = 16;
/** In front of the first chunk. */
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
export function free(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

/** How far in front of its place in the sealed part a packed part has to lie, so that none of it is overwritten unread. */
export function gapBefore(packedBytes: number, headerBytes: number): number {
  return headerBytes + nonceBytes + (Math.ceil(packedBytes / chunkBytes) + 1) * tagBytes;
}

/** `packed` may lie in the room's own end: each chunk is read before its place is written. */
export function encrypt(packed: Uint8Array, { header, fileKey, room }: SealJob): Uint8Array {
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
export function decrypt({ sealed, headerBytes, fileKey }: OpenJob): Uint8Array {
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
