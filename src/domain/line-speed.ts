import { MovingRate } from './moving-rate';

/** So long without a byte, while others get some, and a region counts as taking nothing: a mean would hide it for minutes. */
const stillMs = 90_000;
/** Regions within a tenth of the quickest may all be held by what they share: the host's link, the reading, the sealing. */
const nearShare = 0.9;

/** How fast a copy goes into one region; of one that waits, how fast it went. */
export class LineSpeed {
  readonly #leastGrowth: number;
  #moving: MovingRate | undefined;
  #last: number | null = null;
  #isNearQuickest = false;
  #grew: { readonly atMs: number; readonly total: number; readonly whole: number } | undefined;

  /** @param leastGrowth bytes, before a speed is told */
  constructor(leastGrowth: number) {
    this.#leastGrowth = leastGrowth;
  }

  /** Of the bytes that were copied, it holds so many. */
  add(atMs: number, total: number, whole: number): void {
    this.#moving ??= new MovingRate(this.#leastGrowth);
    this.#moving.add(atMs, total);
    if (this.#grew === undefined || total > this.#grew.total) this.#grew = { atMs, total, whole };
    const isStill = atMs - this.#grew.atMs >= stillMs && whole > this.#grew.whole;
    this.#last = isStill ? 0 : (this.#moving.perSecond() ?? this.#last);
  }

  /** It gets nothing, or more or less than before: what it took is remembered until it has been measured anew. */
  rest(): void {
    this.#moving = undefined;
    this.#grew = undefined;
  }

  /** @param quickest bytes a second of the quickest region that gets parts */
  compare(quickest: number): void {
    this.#isNearQuickest = this.#last !== null && this.#last >= quickest * nearShare;
  }

  /** Bytes a second; null until there is enough to tell it from. */
  get perSecond(): number | null {
    return this.#last;
  }

  /** Nothing showed that its own line held it. */
  get mayTakeMore(): boolean {
    return this.#isNearQuickest;
  }
}
