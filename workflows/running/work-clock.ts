import type { Control } from './control';

/** Time that goes on while work may be done: pauses are not in it. */
export class WorkClock {
  readonly #pauses: { readonly fromMs: number; readonly toMs: number }[] = [];
  #pausedMs: number | null = null;

  constructor(control: Control) {
    control.onChange((pause) => {
      if (pause !== null) this.#pausedMs ??= Date.now();
      else if (this.#pausedMs !== null) {
        this.#pauses.push({ fromMs: this.#pausedMs, toMs: Date.now() });
        this.#pausedMs = null;
      }
    });
  }

  nowMs(): number {
    return this.sinceMs(0);
  }

  sinceMs(fromMs: number): number {
    const open = this.#pausedMs === null ? [] : [{ fromMs: this.#pausedMs, toMs: Date.now() }];
    const paused = [...this.#pauses, ...open].reduce(
      (sum, pause) => sum + Math.max(0, pause.toMs - Math.max(fromMs, pause.fromMs)),
      0,
    );
    return Date.now() - fromMs - paused;
  }
}
