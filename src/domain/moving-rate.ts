interface Mark {
  readonly atMs: number;
  readonly total: number;
}

/** What a rate is taken over: a third of the time so far, within these. Progress comes in steps of a hundredth. */
const leastWindowMs = 60_000;
const mostWindowMs = 900_000;
const windowShare = 1 / 3;
const leastMs = 8000;
/** After so long it is told, however little there is to see. */
const longEnoughMs = 60_000;

/**
 * The rate of a growing total over the last while, from looks at it at irregular times. What has just begun needs a while
 * before there is anything to see of it: in the first minute, the time until then does not count.
 */
export class MovingRate {
  #marks: readonly Mark[] = [];
  #sinceMs: number | undefined;
  readonly #leastGrowth: number;

  /** @param leastGrowth of the total, before there is a rate: it comes in steps, and a few of them say little. */
  constructor(leastGrowth = 0) {
    this.#leastGrowth = leastGrowth;
  }

  add(atMs: number, total: number): void {
    this.#sinceMs ??= atMs;
    const windowMs = Math.min(mostWindowMs, Math.max(leastWindowMs, (atMs - this.#sinceMs) * windowShare));
    const isBeginning = atMs - this.#sinceMs <= leastWindowMs && this.#marks.every((mark) => mark.total === total);
    const kept = isBeginning
      ? []
      : this.#marks.filter((mark, i) => atMs - mark.atMs <= windowMs || i === this.#marks.length - 1);
    this.#marks = [...kept, { atMs, total }];
  }

  /** Null until there is enough to tell it from. */
  perSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined) return null;
    const [tookMs, growth] = [last.atMs - first.atMs, Math.max(0, last.total - first.total)];
    if (tookMs < leastMs || (growth < this.#leastGrowth && tookMs < longEnoughMs)) return null;
    return (growth * 1000) / tookMs;
  }
}
