import { commitReserveMs } from '../../src/domain/deadline';
import { chooseWaiting } from '../../src/domain/waiting-regions';
import { isWorthWaiting, type TrialStart } from '../../src/domain/waiting-trial';
import type { PaceLevers } from './pace-levers';
import type { RunForecast } from './run-forecast';

/** Of the fast pace and of the copy, before regions are made to wait: what they do is not known sooner. */
const leastBeforeWaitingMs = 60_000;
/** Of one choice, before another: what it brings is not known sooner. */
const leastBetweenMs = 120_000;

/** The last lever: when the fast pace alone does not make it, the regions beyond the quorum wait. Tried once. */
export class WaitingRegions {
  /** How the copy went when regions were made to wait; null: it was tried, and brought nothing. */
  #trial: TrialStart | null | undefined;
  #chosenAtMs = -Infinity;

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
    if (this.#trial === null) return;
    const { leftOut, pace } = this.levers;
    if (pace !== 'expedited' && leftOut.length === 0) return;
    if (Math.min(this.levers.paceForMs, this.forecast.phaseMs) < leastBeforeWaitingMs) return;
    if (Date.now() - this.#chosenAtMs < leastBetweenMs) return;
    const isWorth = this.#trial === undefined ? undefined : isWorthWaiting(this.#trial, this.forecast.quorumMark);
    const timeMs = leftMs - commitReserveMs;
    const choice = chooseWaiting({ ...this.forecast.lines(leftOut), waiting: leftOut, timeMs, likelyMs });
    if (isWorth === false && (choice === undefined || choice.waiting.length === 0)) this.#giveUp();
    else if (choice !== undefined && this.levers.letWait(choice)) {
      this.#trial = this.#nextTrial(leftOut, isWorth);
      this.#chosenAtMs = Date.now();
    } else if (isWorth === true) this.#trial = undefined;
  }

  /** Of regions that wait first; or instead of those that brought nothing, against how it was before any waited. */
  #nextTrial(before: readonly string[], wasWorth: boolean | undefined): TrialStart | undefined {
    const { quorumMark, quorumRate } = this.forecast;
    if (before.length === 0) return { ...quorumMark, quorumRate: quorumRate ?? Infinity };
    return wasWorth === false && this.#trial ? { ...quorumMark, quorumRate: this.#trial.quorumRate } : undefined;
  }

  /** Nothing was gained by the waiting, and every region gets parts again. */
  #giveUp(): void {
    this.#trial = null;
    this.levers.letWait({ waiting: [], because: 'the quorum takes no more without the others' });
  }
}
