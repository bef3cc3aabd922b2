import { createCipheriv, createHash } from 'node:crypto';

const bytesPerRefill = 64 * 1024;

/** Numbers and bytes that look random and are the same for the same seed on every machine: the key stream of AES-CTR. */
export class SeededRandom {
  readonly #cipher;
  #pool: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest();
    this.#cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), Buffer.alloc(16));
  }

  /** At most 64 KB. */
  bytes(count: number): Buffer {
    if (this.#at + count > this.#pool.length) {
      this.#pool = this.#cipher.update(Buffer.alloc(bytesPerRefill));
      this.#at = 0;
    }
    this.#at += count;
    return this.#pool.subarray(this.#at - count, this.#at);
  }

  /** A whole number from 0, less than `limit`, which is at most 2^32. */
  below(limit: number): number {
    return this.bytes(4).readUInt32LE() % limit;
  }

  /** One of the list, which is not empty. */
  oneOf<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** True once in `times`. */
  isOnceIn(times: number): boolean {
    return this.below(times) === 0;
  }
}
