export interface StageMs {
  readonly readMs: number;
  readonly sealMs: number;
  /** From a sealed part to its last region. */
  readonly putMs: number;
}

/** Adds up what each stage of the data path took. */
export class StageTimes {
  #sums: StageMs = { readMs: 0, sealMs: 0, putMs: 0 };

  get sums(): StageMs {
    return this.#sums;
  }

  async measure<T>(stage: keyof StageMs, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#sums = { ...this.#sums, [stage]: this.#sums[stage] + performance.now() - startedAt };
    }
  }
}
