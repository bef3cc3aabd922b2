import { commitReserveMs } from '../../src/domain/deadline';
import { chooseWaiting } from '../../src/domain/waiting-regions';
import { isWorthWaiting, type TrialStart } from '../../src/domain/waiting-trial';
import type { PaceLevers } from './pace-levers';
import type { RunForecast } from './run-forecast';

/** Of the fast pace and of the copy, before regions are made to wait: what they do is not known sooner. */
const leastBeforeWaitingMs = 60_000;

/** The last lever: when the fast pace alone does not make it, the regions beyond the quorum wait. Tried once. */
export class WaitingRegions {
  /** How the copy went when regions were made to wait; null: it was tried, and brought nothing. */
  #trial: TrialStart | null | undefined;

  constructor(
    private readonly forecast: RunForecast,
    private readonly levers: PaceLevers,
  ) {}

  /**
   * Looks at it anew during a copy.
   * @param leftMs until the deadline
   * @param likelyMs what is left in all, most likely
   */
  choose(leftMs: number, likelyMs: number): void {
    if (this.#trial === null || this.#endTrial()) return;
    const { leftOut, pace } = this.levers;
    if (pace !== 'expedited' && leftOut.length === 0) return;
    if (Math.min(this.levers.paceForMs, this.forecast.phaseMs) < leastBeforeWaitingMs) return;
    const choice = chooseWaiting({
      ...this.forecast.lines(leftOut),
      waiting: leftOut,
      timeMs: leftMs - commitReserveMs,
      likelyMs,
    });
    const start = { ...this.forecast.quorumMark, quorumRate: this.forecast.quorumRate ?? Infinity };
    if (choice === undefined || !this.levers.letWait(choice)) return;
    this.#trial = leftOut.length === 0 ? start : undefined;
  }

  /** True: nothing was gained by the waiting, and every region gets parts again. */
  #endTrial(): boolean {
    const isWorth = this.#trial == null ? undefined : isWorthWaiting(this.#trial, this.forecast.quorumMark);
    if (isWorth === undefined) return false;
    this.#trial = isWorth ? undefined : null;
    if (!isWorth) this.levers.letWait({ waiting: [], because: 'the quorum takes no more without the others' });
    return !isWorth;
  }
}
