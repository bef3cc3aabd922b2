import { hash } from 'node:crypto';
import type { SqlValue } from '../engine';

/** The SHA-256 of a row's values. Each is written with its kind and length, so that no two rows are written alike. */
export function rowDigest(row: readonly SqlValue[]): Buffer {
  return hash('sha256', row.map(encodeValue).join(''), 'buffer');
}

function encodeValue(value: SqlValue): string {
  if (value === null) return 'n;';
  if (typeof value === 'string') return `s${value.length}:${value};`;
  if (Buffer.isBuffer(value)) return `b${value.length}:${value.toString('hex')};`;
  return `f${value.directory.length}:${value.directory}${value.filename.length}:${value.filename};`;
}

/**
 * A digest of rows in any order, as often as each is there: the sum of their SHA-256s, in four lanes of 64 bits.
 */
export class MultisetDigest {
  readonly #lanes = new BigUint64Array(4);
  rows = 0;

  add(row: readonly SqlValue[]): void {
    const digest = rowDigest(row);
    for (let lane = 0; lane < 4; lane += 1) {
      // The array wraps around at 2^64.
      this.#lanes[lane] = (this.#lanes[lane] ?? 0n) + digest.readBigUInt64LE(lane * 8);
    }
    this.rows += 1;
  }

  equals(other: MultisetDigest): boolean {
    return this.rows === other.rows && this.#lanes.every((lane, index) => lane === other.#lanes[index]);
  }
}
