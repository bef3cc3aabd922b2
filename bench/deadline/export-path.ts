import { factorAt, nextChange, type Night } from './night';
import type { VirtualClock } from './virtual-clock';

/** The export of a night: what is done stays done when it is stopped. */
export class ExportPath {
  readonly #night: Night;
  readonly #clock: VirtualClock;
  readonly #startMs: number;
  #doneBytes = 0;
  #running: { readonly sinceMs: number; readonly rate: number } | undefined;
  #began = 0;

  constructor(night: Night, clock: VirtualClock) {
    this.#night = night;
    this.#clock = clock;
    this.#startMs = clock.nowMs;
  }

  /** 0 to 100 as Data Pump tells it; null: none runs. */
  get percent(): number | null {
    if (this.#running === undefined) return null;
    const share = Math.min(1, this.#bytes() / this.#night.dumpBytes);
    return Math.floor(100 * share ** this.#night.percentPower);
  }

  /** False: it was stopped. */
  async run(signal: AbortSignal): Promise<boolean> {
    this.#began += 1;
    if (this.#began > 1) await this.#clock.sleep(this.#night.overheads.restartExportMs, signal);
    while (!signal.aborted && this.#doneBytes < this.#night.dumpBytes - 1) {
      const atMs = this.#clock.nowMs - this.#startMs;
      const rate = this.#night.exportRate * factorAt(this.#night.databaseSpells, atMs);
      this.#running = { sinceMs: this.#clock.nowMs, rate };
      const leftMs = ((this.#night.dumpBytes - this.#doneBytes) / rate) * 1000;
      await this.#clock.sleep(Math.min(leftMs, nextChange(this.#night.databaseSpells, atMs) - atMs), signal);
      this.#doneBytes = this.#bytes();
    }
    this.#running = undefined;
    return this.#doneBytes >= this.#night.dumpBytes - 1;
  }

  #bytes(): number {
    const { sinceMs = 0, rate = 0 } = this.#running ?? {};
    return this.#doneBytes + (rate * (this.#running === undefined ? 0 : this.#clock.nowMs - sinceMs)) / 1000;
  }
}
