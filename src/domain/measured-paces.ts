import type { Pace } from './pace';

/** How much slower `steady` is taken to be where nothing was measured. */
const unknownFactor = 2;
/** A rate taken just after a change is half the old pace's. */
const settledAfterMs = 60_000;

/** What a run has measured under each pace: how much longer the rest would take at `steady`. */
export class MeasuredPaces {
  readonly #rates = new Map<Pace, number>();

  /** @param forMs how long the pace has been what it is. */
  add(pace: Pace, ratePerSecond: number | null, forMs: number): void {
    if (ratePerSecond !== null && ratePerSecond > 0 && forMs > settledAfterMs) this.#rates.set(pace, ratePerSecond);
  }

  /** 1 or more; 2 until both paces were measured. */
  get steadyFactor(): number {
    const steady = this.#rates.get('steady');
    const expedited = this.#rates.get('expedited');
    return steady === undefined || expedited === undefined ? unknownFactor : Math.max(1, expedited / steady);
  }
}
