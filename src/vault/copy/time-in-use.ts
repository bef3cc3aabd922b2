/** How long something was in use, summed over all who used it: what is under way counts up to now. */
export class TimeInUse {
  #users = 0;
  #sumMs = 0;
  #sinceMs = 0;

  get sumMs(): number {
    return this.#sumMs + this.#users * (performance.now() - this.#sinceMs);
  }

  /** How many use it at this moment. */
  get users(): number {
    return this.#users;
  }

  begin(): void {
    this.#change(1);
  }

  end(): void {
    this.#change(-1);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  #change(by: number): void {
    const nowMs = performance.now();
    this.#sumMs += this.#users * (nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
    this.#users += by;
  }
}
