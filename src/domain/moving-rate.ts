interface Mark {
  readonly atMs: number;
  readonly total: number;
}

/** What a rate is taken over: long enough that a batch's end is no jump. */
const windowMs = 60_000;
const leastMs = 8000;

/** The rate of a growing total over the last minute, from looks at it at irregular times. */
export class MovingRate {
  #marks: readonly Mark[] = [];

  add(atMs: number, total: number): void {
    const kept = this.#marks.filter((mark, i) => atMs - mark.atMs <= windowMs || i === this.#marks.length - 1);
    this.#marks = [...kept, { atMs, total }];
  }

  /** Null until there is enough to tell it from. */
  perSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < leastMs) return null;
    return (Math.max(0, last.total - first.total) * 1000) / (last.atMs - first.atMs);
  }
}
