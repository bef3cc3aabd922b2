/** How the others fare with a region at a moment: they wait for it, it waits for them, or neither. */
export type Standing = 'behind' | 'ahead' | 'even';

/**
 * How long the others go on waiting for a region. It runs down while the region is behind, and comes back while it is
 * ahead: of regions that are as quick as each other, now one is behind and now another.
 */
export class Patience {
  readonly #onUsedUp: () => void;
  #fullMs: number;
  #leftMs: number;
  #isTold = false;
  #standing: Standing = 'even';
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fullMs: number, onUsedUp: () => void) {
    this.#fullMs = fullMs;
    this.#leftMs = fullMs;
    this.#onUsedUp = onUsedUp;
  }

  get isUsedUp(): boolean {
    return this.#leftMs <= 0;
  }

  /** How the region stands from now on. Nothing changes where it stands as before. */
  stand(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#count();
    this.#standing = standing;
    this.#sinceMs = performance.now();
    if (standing === 'behind' && !this.#isTold) this.#timer = setTimeout(() => this.#useUp(), this.#leftMs);
  }

  /** Begins anew, with as much as this. */
  renew(fullMs: number): void {
    this.stand('even');
    this.#fullMs = fullMs;
    this.#leftMs = fullMs;
    this.#isTold = false;
  }

  #count(): void {
    clearTimeout(this.#timer);
    const ms = performance.now() - this.#sinceMs;
    if (this.#standing === 'behind') this.#leftMs = Math.max(0, this.#leftMs - ms);
    if (this.#standing !== 'ahead') return;
    this.#leftMs = Math.min(this.#fullMs, this.#leftMs + ms);
    this.#isTold &&= this.isUsedUp;
  }

  #useUp(): void {
    this.#standing = 'even';
    this.#leftMs = 0;
    this.#isTold = true;
    this.#onUsedUp();
  }
}
