/** Looks in the time that the undo lasts: enough to act on what they show, few enough for the history. */
const looksAhead = 10;
const shortestWaitMs = 2_000;

/** How long the undo still lasts that a running export reads from. */
export class UndoWatch {
  #retentionMs: number | null = null;
  #sinceMs: number | null = null;

  /** The last word of the database counts; null: it said nothing. */
  learn(retentionS: number | null): void {
    if (retentionS !== null) this.#retentionMs = retentionS * 1000;
  }

  /** An attempt of the export begins. Its SCN is taken after that, so that the undo lasts a little longer than is told here. */
  begin(atMs: number): void {
    this.#sinceMs = atMs;
  }

  /** Until the undo of the export's SCN may be gone; null: not known. */
  leftMs(nowMs: number): number | null {
    if (this.#retentionMs === null || this.#sinceMs === null) return null;
    return Math.max(0, this.#retentionMs - (nowMs - this.#sinceMs));
  }

  /** Until the next look; null: there is nothing to look after any more. */
  waitMs(nowMs: number): number | null {
    const leftMs = this.leftMs(nowMs);
    if (leftMs === null || leftMs === 0 || this.#retentionMs === null) return null;
    return Math.max(shortestWaitMs, this.#retentionMs / looksAhead);
  }
}
