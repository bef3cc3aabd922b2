/** A thread of the bare loop. Node runs this file as it is, so it imports nothing of ours. */
import { createCipheriv, hash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { constants, createZstdCompress } from 'node:zlib';

export interface LoopJob {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
  readonly room: SharedArrayBuffer;
}

export interface LoopAnswer {
  readonly sha256: string;
  readonly sealedSha256: string;
  readonly bytes: number;
}

const chunkBytes = 64 * 1024;
/** In front of what zstd writes: what encryption adds by then, so that both work in one memory. */
const gapBytes = 64 * 1024;
let plain = Buffer.alloc(0);

const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
// What Node has behind the stream, as in src/vault/seal/zstd-rooms.ts: one context, which writes where it is told to.
const { _handle: handle, _writeState: state } = zstd as unknown as {
  readonly _handle: { writeSync(flush: number, ...buffers: readonly (number | Uint8Array)[]): void };
  readonly _writeState: Uint32Array;
};

function seal({ path, offset, size, room }: LoopJob): LoopAnswer {
  if (plain.length < size) plain = Buffer.allocUnsafeSlow(size);
  const part = plain.subarray(0, size);
  const file = openSync(path, 'r');
  readSync(file, part, 0, size, offset);
  closeSync(file);
  const sha256 = hash('sha256', part);
  const sealed = Buffer.from(room);
  const space = sealed.length - gapBytes;
  handle.writeSync(constants.ZSTD_e_end, part, 0, size, sealed, gapBytes, space);
  const bytes = encrypt(sealed.subarray(gapBytes, gapBytes + space - (state[0] ?? 0)), sealed);
  return { sha256, sealedSha256: hash('sha256', sealed.subarray(0, bytes), 'base64'), bytes };
}

/** age's payload, with a key that nobody knows. @returns its length */
function encrypt(packed: Buffer, sealed: Buffer): number {
  const key = randomBytes(32);
  const nonce = Buffer.alloc(12);
  const chunks = Math.ceil(packed.length / chunkBytes);
  let at = 0;
  for (let i = 0; i < chunks; i += 1) {
    nonce.writeUInt32BE(i, 7);
    nonce[11] = i === chunks - 1 ? 1 : 0;
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    const chunk = cipher.update(packed.subarray(i * chunkBytes, (i + 1) * chunkBytes));
    at += chunk.copy(sealed, at);
    // Given back now: the next chunk gets the same memory.
    chunk.buffer.transfer(0);
    cipher.final();
    at += cipher.getAuthTag().copy(sealed, at);
  }
  return at;
}

parentPort?.on('message', (job: LoopJob) => {
  parentPort?.postMessage(seal(job), []);
});
