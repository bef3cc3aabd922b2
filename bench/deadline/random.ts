import { seededRandom } from '../../test/harness/seeded-random';

/** Numbers that follow from a seed alone: the same seed, the same night. */
export class Random {
  /** From 0 to 1. */
  readonly next: () => number;

  constructor(seed: number) {
    // Seeds that follow one another shall not begin alike.
    this.next = seededRandom(Math.imul(seed, 0x9e3779b1));
  }

  between([low, high]: Span): number {
    return low + (high - low) * this.next();
  }

  /** Every order of magnitude as likely as another. */
  magnitude([low, high]: Span): number {
    return low * (high / low) ** this.next();
  }

  /** A whole number, both ends included. */
  whole([low, high]: Span): number {
    return Math.floor(this.between([low, high + 1]));
  }

  happens(share: number): boolean {
    return this.next() < share;
  }

  /** By weight. */
  oneOf<T>(weighted: readonly (readonly [T, number])[]): T {
    let left = this.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of weighted) {
      left -= weight;
      if (left < 0) return value;
    }
    throw new Error('nothing to choose from');
  }
}

/** The least and the most. */
export type Span = readonly [number, number];
