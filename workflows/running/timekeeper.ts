import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { Deadline } from '../../src/domain/deadline';
import type { Forecast } from '../../src/domain/forecast';
import { MeasuredPaces } from '../../src/domain/measured-paces';
import { UndoWatch } from '../../src/domain/undo-watch';
import { BackupError } from '../../src/errors';
import type { Control } from './control';
import { commitReserveMs, lookAtWork, nextLookMs } from './look-times';
import { PaceLevers } from './pace-levers';
import type { ProgressBoard } from './progress-board';
import { RunForecast, type Expectation } from './run-forecast';

export interface TimekeeperInput extends Expectation {
  readonly deadline: Deadline | null;
  /** How long an SCN stays readable, as the preflight found it; null: not known. */
  readonly undoRetentionS: number | null;
}

/** In a hurry, a copy is looked at closely for so long. */
const newForMs = 300_000;
/** Of the fast pace and of the copy, before regions are made to wait: what they do is not known sooner. */
const leastBeforeDeferringMs = 60_000;

/**
 * Keeps a run to its deadline: forecasts, chooses the pace, and does at the deadline what the policy says. It can be asked
 * for things from the start of the run on, and looks after the time once `begin` has told it of the plan.
 */
export class Timekeeper {
  readonly #control: Control;
  readonly #board: ProgressBoard;
  readonly #forecast: RunForecast;
  readonly #levers: PaceLevers;
  readonly #undo = new UndoWatch();
  readonly #measured = new MeasuredPaces();
  readonly #guarded = new Set<CancellationScope>();
  #deadline: Deadline | null = null;
  #isOver = false;
  #isMissed = false;
  #isNudged = false;

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
    this.#forecast = new RunForecast(control, board);
    this.#levers = new PaceLevers(board);
  }

  /** The plan is made: from here on the deadline is looked after. */
  begin(input: TimekeeperInput): void {
    this.#deadline ??= input.deadline;
    this.#forecast.expect(input);
    this.#levers.begin(input.plan);
    this.#undo.learn(input.undoRetentionS);
    if (this.#deadline?.startedLate === true) this.expedite('the run began after the deadline of its schedule');
    const forecast = this.#forecast.make(null, this.#levers.leftOut);
    this.#choose(forecast);
    this.#show(forecast);
    void CancellationScope.nonCancellable(() => this.#keep());
  }

  get deadline(): Deadline | null {
    return this.#deadline;
  }

  /** Somebody asked for haste, or the run began too late. */
  get isAsked(): boolean {
    return this.#levers.isAsked;
  }

  get tuning(): CopyTuning {
    return this.#levers.tuning;
  }

  /** Data Pump workers that the export shall have now. */
  get exportWorkers(): number {
    return this.#levers.exportWorkers;
  }

  /** A line of the decision log about a lever that was pulled elsewhere. */
  note(because: string): void {
    this.#levers.note(because);
  }

  /** An export begins, with a new SCN: from here on its undo is looked after. */
  exportBegins(): void {
    this.#undo.begin(Date.now());
  }

  /** Calls back when the copy shall work differently; answers how to stop that. */
  onTuning(listener: (tuning: CopyTuning) => void): () => void {
    return this.#levers.onTuning(listener);
  }

  /**
   * Runs the work that a missed deadline ends where the policy says so.
   * @throws BackupError DEADLINE_MISSED
   */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    const scope = new CancellationScope();
    this.#guarded.add(scope);
    try {
      return await scope.run(work);
    } catch (error) {
      if (!this.#isMissed || !isCancellation(error)) throw error;
      throw new BackupError(
        'DEADLINE_MISSED',
        `${this.#board.progress.backupId} was not done by ${this.#deadline?.at ?? ''}, and its policy is fail`,
      );
    } finally {
      this.#guarded.delete(scope);
    }
  }

  /** Somebody asks for the fast pace: it stays. */
  expedite(because: string): void {
    if (this.#levers.expedite(because)) this.#nudge();
  }

  /** Somebody gives another deadline. The forecast is made anew before this returns. */
  async setDeadline(deadline: Deadline): Promise<void> {
    this.#deadline = deadline;
    this.#isMissed = false;
    this.#show(this.#forecast.make(await lookAtWork(), this.#levers.leftOut));
    this.#nudge();
  }

  /** No more looks: the backup is being committed, or is over. */
  stop(): void {
    this.#isOver = true;
  }

  get #isCopying(): boolean {
    return this.#board.progress.phase === 'copy';
  }

  get #isExporting(): boolean {
    return this.#board.progress.phase === 'export';
  }

  #nudge(): void {
    this.#isNudged = true;
  }

  async #keep(): Promise<void> {
    while (!this.#isOver) {
      const waitMs = this.#waitMs();
      const isDue = (): boolean => this.#isOver || this.#isNudged;
      if (waitMs !== null) await condition(isDue, waitMs);
      // Nothing to look after: no timer, no event.
      else await condition(() => isDue() || this.#waitMs() !== null);
      if (waitMs === null && !this.#isNudged) continue;
      this.#isNudged = false;
      if (!this.#isOver) await this.#look();
    }
  }

  /** Until the next look; null: neither a deadline nor undo asks for one. */
  #waitMs(): number | null {
    const undoMs = this.#isExporting && this.#levers.pace === 'steady' ? this.#undo.waitMs(Date.now()) : null;
    if (this.#deadline === null) return undoMs;
    return Math.min(this.#untilDeadlineLook(this.#deadline), undoMs ?? Infinity);
  }

  #untilDeadlineLook(deadline: Deadline): number {
    return nextLookMs(Date.parse(deadline.at) - Date.now(), this.#isNewToCopy);
  }

  /** In a hurry, the first minutes of a copy show which levers it needs. */
  get #isNewToCopy(): boolean {
    return this.#levers.pace === 'expedited' && this.#isCopying && this.#forecast.phaseMs < newForMs;
  }

  async #look(): Promise<void> {
    const live = await lookAtWork();
    if (this.#isOver) return;
    this.#undo.learn(live?.undoRetentionS ?? null);
    const forecast = this.#forecast.make(live, this.#levers.leftOut);
    this.#choose(forecast);
    this.#levers.followBottleneck();
    this.#defer(forecast);
    this.#show(forecast);
    this.#atTheDeadline();
  }

  /** The last lever: when the fast pace alone does not make it, the regions beyond the quorum wait. */
  #defer({ copy, whole }: Forecast): void {
    if (this.#deadline === null || whole === null || copy === null || this.#levers.leftOut.length > 0) return;
    if (!this.#isCopying || this.#control.paused || this.#levers.pace !== 'expedited') return;
    if (Math.min(this.#levers.paceForMs, this.#forecast.phaseMs) < leastBeforeDeferringMs) return;
    const timeMs = Date.parse(this.#deadline.at) - Date.now() - commitReserveMs;
    if (timeMs <= 0 || whole.slowMs <= timeMs) return;
    const because = `the rest may take ${Math.round(whole.slowMs / 1000)} s at the fast pace`;
    this.#levers.defer(this.#forecast.slowestBeyondQuorum(), because);
  }

  #choose({ whole, export: exportLeft }: Forecast): void {
    const { pace, paceForMs } = this.#levers;
    this.#measured.add(pace, this.#forecast.copyRate, paceForMs);
    this.#levers.choose({
      nowMs: Date.now(),
      deadlineMs: this.#deadline === null ? null : Date.parse(this.#deadline.at),
      left: whole,
      steadyFactor: this.#measured.steadyFactor,
      undoLeftMs: this.#isExporting ? this.#undo.leftMs(Date.now()) : null,
      exportLeft: this.#isExporting ? exportLeft : null,
    });
  }

  #show(forecast: Forecast): void {
    const { timing } = this.#board.progress;
    const { pace } = this.#levers;
    this.#board.showTiming({
      ...timing,
      deadline: this.#deadline,
      pace,
      forecast,
      forecastAt: new Date().toISOString(),
    });
  }

  #atTheDeadline(): void {
    if (this.#deadline === null || this.#isMissed) return;
    const leftMs = Date.parse(this.#deadline.at) - Date.now();
    const { policy } = this.#deadline;
    if (policy === 'settle' && leftMs <= commitReserveMs) this.#levers.settle();
    if (leftMs > 0) return;
    this.#isMissed = true;
    if (policy === 'fail') for (const scope of this.#guarded) scope.cancel();
  }
}
