import { MovingRate } from './moving-rate';
import type { RegionPath } from './quorum-left';

export type MissedBytes = Pick<RegionPath, 'name' | 'missedBytes'>;

/** How fast a copy goes, in all and into each region, from looks at it at irregular times. */
export class CopySpeeds {
  readonly #whole = new MovingRate();
  readonly #regions = new Map<string, MovingRate>();

  /** What was copied so far, and what regions missed of it. */
  add(atMs: number, bytesCopied: number, missed: readonly MissedBytes[]): void {
    this.#whole.add(atMs, bytesCopied);
    for (const { name, missedBytes } of missed) {
      const rate = this.#regions.get(name) ?? new MovingRate();
      this.#regions.set(name, rate);
      rate.add(atMs, bytesCopied - missedBytes);
    }
  }

  /** Bytes a second; null until there is enough to tell it from. */
  whole(): number | null {
    return this.#whole.perSecond();
  }

  paths(missed: readonly MissedBytes[]): readonly RegionPath[] {
    return missed.map((each) => ({ ...each, rate: this.#regions.get(each.name)?.perSecond() ?? null }));
  }
}
