const stepMs = 0.1;
const steps = 10_000;

/** How late packets left, as a histogram of fixed size: 0.1 ms a step, the last step holds a second and more. */
export class Lateness {
  readonly #counts = new Uint32Array(steps);
  #total = 0;
  maxMs = 0;

  note(lateMs: number): void {
    const step = Math.min(steps - 1, Math.floor(lateMs / stepMs));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total++;
    if (lateMs > this.maxMs) this.maxMs = lateMs;
  }

  /** The lateness that 99 of 100 packets stayed under, rounded up to a step; 0 without packets. */
  p99Ms(): number {
    let seen = 0;
    for (let step = 0; step < steps && this.#total > 0; step++) {
      seen += this.#counts[step] ?? 0;
      if (seen >= this.#total * 0.99) return Math.min(this.maxMs, (step + 1) * stepMs);
    }
    return 0;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.maxMs = 0;
  }
}
