/** Of the memory of all parts: what a slow region may have under way, and all of them together. */
export const slowShare = 1 / 4;
const allSlowShare = 1 / 2;

interface UnderWay {
  readonly puts: number;
  readonly bytes: number;
}

const nothing: UnderWay = { puts: 0, bytes: 0 };

/** Parts in a row that have to find a slow region with nothing to do before it counts as one that keeps up. */
const idleToKeepUp = 8;

/**
 * Which regions the others had waited for long enough, as this process has found: one for all backups that run in it. A
 * part stays in memory until the last region has taken it, so what slow regions have under way is bounded: each a quarter of
 * the memory of all parts, together half of it, and one part always. The rest is for the regions that keep up.
 */
export class SlowRegions {
  readonly #budgetBytes: number;
  /** Slow ones: parts in a row that found them with nothing to do. */
  readonly #slow = new Map<string, number>();
  readonly #underWay = new Map<string, UnderWay>();
  readonly #listeners = new Set<() => void>();
  #isStarved = false;

  /** @param budgetBytes of the memory of all parts */
  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Whether a part that has been read waits for memory: what is on its way to the regions has it all. */
  get isStarved(): boolean {
    return this.#isStarved;
  }

  set isStarved(isStarved: boolean) {
    if (isStarved === this.#isStarved) return;
    this.#isStarved = isStarved;
    this.#tell();
  }

  get areAny(): boolean {
    return this.#slow.size > 0;
  }

  isSlow(region: string): boolean {
    return this.#slow.has(region);
  }

  /** The others' patience with it was used up. */
  found(region: string): void {
    this.#slow.set(region, 0);
  }

  /** Whether nothing is on its way to the region. */
  isIdle(region: string): boolean {
    return this.#of(region).puts === 0;
  }

  /** Bytes that a region has under way beyond the share of a slow one, or beyond one part. */
  bytesOver(region: string): number {
    const { puts, bytes } = this.#of(region);
    return puts <= 1 ? 0 : Math.max(0, bytes - Math.max(this.#budgetBytes * slowShare, bytes / puts));
  }

  /** Whether a part may be sent there now: to a region that keeps up, always. */
  hasRoom(region: string, sizeBytes: number): boolean {
    if (!this.isSlow(region) || this.#fits(region, sizeBytes)) return true;
    this.#slow.set(region, 0);
    return false;
  }

  /** A part is sent there from now on, until what this returns is called. */
  take(region: string, sizeBytes: number): () => void {
    const idleInARow = this.#slow.get(region);
    if (idleInARow !== undefined && this.isIdle(region)) {
      if (idleInARow + 1 < idleToKeepUp) this.#slow.set(region, idleInARow + 1);
      else this.#slow.delete(region);
    }
    this.#add(region, { puts: 1, bytes: sizeBytes });
    let isUnderWay = true;
    return () => {
      if (!isUnderWay) return;
      isUnderWay = false;
      this.#add(region, { puts: -1, bytes: -sizeBytes });
      this.#tell();
    };
  }

  /** Told when there is room again, and when parts begin or cease to wait for memory. @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #fits(region: string, moreBytes: number): boolean {
    const own = this.#of(region).bytes;
    const all = [...this.#slow.keys()].reduce((sum, name) => sum + this.#of(name).bytes, 0);
    if (all === 0) return true;
    const budgetBytes = this.#budgetBytes;
    return (own === 0 || own + moreBytes <= budgetBytes * slowShare) && all + moreBytes <= budgetBytes * allSlowShare;
  }

  #of(region: string): UnderWay {
    return this.#underWay.get(region) ?? nothing;
  }

  #add(region: string, more: UnderWay): void {
    const { puts, bytes } = this.#of(region);
    this.#underWay.set(region, { puts: puts + more.puts, bytes: bytes + more.bytes });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
