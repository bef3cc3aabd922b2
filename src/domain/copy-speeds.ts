import { LineSpeed } from './line-speed';
import { MovingRate } from './moving-rate';
import type { RegionPath } from './quorum-left';

export type MissedBytes = Pick<RegionPath, 'name' | 'missedBytes'>;

const partsForASpeed = 12;

/** How fast a copy goes, in all and into each region, from looks at it at irregular times. */
export class CopySpeeds {
  readonly #leastGrowth: number;
  readonly #whole: MovingRate;
  readonly #lines = new Map<string, LineSpeed>();
  #quickest = 0;
  #waiting = '';

  /** @param partBytes what it grows by: a dozen of them tell a speed */
  constructor(partBytes: number) {
    this.#leastGrowth = partsForASpeed * partBytes;
    this.#whole = new MovingRate(this.#leastGrowth);
  }

  /** What was copied so far, and what regions missed of it; those of `waiting` get nothing. */
  add(atMs: number, bytesCopied: number, missed: readonly MissedBytes[], waiting: readonly string[]): void {
    this.#whole.add(atMs, bytesCopied);
    // What they share is shared anew: nothing is as it was.
    const isNew = this.#waiting !== waiting.join();
    this.#waiting = waiting.join();
    const getting: LineSpeed[] = [];
    for (const { name, missedBytes } of missed) {
      const line = this.#lines.get(name) ?? new LineSpeed(this.#leastGrowth);
      this.#lines.set(name, line);
      if (isNew || waiting.includes(name)) line.rest();
      if (!waiting.includes(name)) {
        line.add(atMs, bytesCopied - missedBytes, bytesCopied);
        getting.push(line);
      }
    }
    this.#quickest = Math.max(0, ...getting.map(({ perSecond }) => perSecond ?? 0));
    for (const line of getting) line.compare(this.#quickest);
  }

  /** Bytes a second; null until there is enough to tell it from. */
  whole(): number | null {
    return this.#whole.perSecond();
  }

  /** What each region took last; of those that wait also what it might take. */
  paths(missed: readonly MissedBytes[], waiting: readonly string[] = []): readonly RegionPath[] {
    return missed.map((each) => {
      const line = this.#lines.get(each.name);
      const path = { ...each, rate: line?.perSecond ?? null };
      const isHopeful = waiting.includes(each.name) && line?.mayTakeMore === true;
      return isHopeful ? { ...path, mayTake: Math.max(path.rate ?? 0, this.#quickest) } : path;
    });
  }
}
