import type { Deadline } from '../../src/domain/deadline';
import { clockTime } from '../../src/domain/describe-timing';
import type { Pause } from '../../src/domain/pause';
import { latestResume, nextPausedLook } from '../../src/domain/paused-run';
import { outlook, type Timing } from '../../src/domain/timing';

/** The deadline's clock during a pause: when to look at it, and what to say once it has used up the slack. */
export class PausedClock {
  #pausedMs: number | null = null;
  #isTold = false;

  /** A pause began, ended or changed. */
  changed(paused: boolean): void {
    if (!paused) this.#isTold = false;
    this.#pausedMs = paused ? (this.#pausedMs ?? Date.now()) : null;
  }

  /** Until the next look, in ms: a pause may last for days, and is looked at where the outlook turns. Null: never. */
  waitMs(timing: Timing, deadline: Deadline | null, pause: Pause): number | null {
    if (deadline === null) return null;
    const nowMs = Date.now();
    const nextMs = nextPausedLook({ ...timing, deadline }, pause, { nowMs, pausedMs: this.#pausedMs ?? nowMs });
    return nextMs === null ? null : nextMs - nowMs;
  }

  /** A line for the decision log, once a pause, when it has used up the slack: a reader shall know who was late. */
  tell(timing: Timing, pause: Pause | null): string | undefined {
    if (pause === null || this.#isTold || outlook(timing) !== 'late') return undefined;
    this.#isTold = true;
    const latest = latestResume(timing, pause);
    const isOpen = latest !== null && latest.likelyMs > Date.now();
    const why = pause.reason === null ? '' : ` (${pause.reason})`;
    const end = pause.until === null ? '' : ` until ${clockTime(Date.parse(pause.until))}`;
    const unless = isOpen ? ` unless resumed by ${clockTime(latest.likelyMs)}` : ', however soon it is resumed';
    return `paused${end}${why}: misses its deadline${unless}`;
  }
}
