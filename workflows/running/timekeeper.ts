import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { commitReserveMs, type Deadline } from '../../src/domain/deadline';
import type { Forecast } from '../../src/domain/forecast';
import { MeasuredPaces } from '../../src/domain/measured-paces';
import { UndoWatch } from '../../src/domain/undo-watch';
import { BackupError } from '../../src/errors';
import type { Control } from './control';
import { lookAtWork, nextLookMs } from './look-times';
import { PaceLevers } from './pace-levers';
import { PausedClock } from './paused-clock';
import type { ProgressBoard } from './progress-board';
import { RunForecast, type Expectation } from './run-forecast';
import { WaitingRegions } from './waiting-regions';

export interface TimekeeperInput extends Expectation {
  readonly deadline: Deadline | null;
  /** How long an SCN stays readable, as the preflight found it; null: not known. */
  readonly undoRetentionS: number | null;
}

/** A copy's first minute says little of the rest. */
const newCopyMs = 60_000;

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
  readonly #waiting: WaitingRegions;
  readonly #pausedClock = new PausedClock();
  readonly #guarded = new Set<CancellationScope>();
  #deadline: Deadline | null = null;
  #isOver = false;
  #isMissed = false;
  #isNudged = false;
  #isEnding = false;

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
    this.#forecast = new RunForecast(control, board);
    this.#levers = new PaceLevers(board);
    this.#waiting = new WaitingRegions(this.#forecast, this.#levers);
    control.onChange((pause) => this.#pauseChanged(pause !== null));
  }

  /** The plan is made: from here on the deadline is looked after. */
  begin(input: TimekeeperInput): void {
    // What somebody gave before the plan was known moves the time, not what happens then.
    const policy = input.deadline?.policy ?? this.#deadline?.policy;
    this.#deadline = this.#deadline === null || policy === undefined ? input.deadline : { ...this.#deadline, policy };
    this.#forecast.expect(input);
    this.#levers.begin(input.plan);
    this.#undo.learn(input.undoRetentionS);
    if (this.#deadline?.startedLate === true) this.expedite('the run began after the deadline of its schedule');
    const forecast = this.#forecast.make(null, this.#levers.leftOut);
    this.#choose(forecast);
    this.#show(forecast);
    // The preparation may have lasted until then.
    this.#atTheDeadline();
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

  /** Whether another host shall copy too. */
  get wantsSecondHost(): boolean {
    return this.#levers.wantsSecondHost;
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
    if (this.#isEnding) throw this.#missed();
    const scope = new CancellationScope();
    this.#guarded.add(scope);
    // What a step takes is known when it has ended: the next one is not begun on the figures of minutes ago.
    if (this.#deadline !== null && this.#isCopying) this.#nudge();
    try {
      return await scope.run(work);
    } catch (error) {
      throw this.#isEnding && isCancellation(error) ? this.#missed() : error;
    } finally {
      this.#guarded.delete(scope);
    }
  }

  #missed(): BackupError {
    const { backupId } = this.#board.progress;
    return new BackupError(
      'DEADLINE_MISSED',
      `${backupId} was not done by ${this.#deadline?.at ?? ''}, and its policy is fail`,
    );
  }

  /** Somebody asks for the fast pace: it stays. */
  expedite(because: string): void {
    if (this.#levers.expedite(because)) this.#nudge();
  }

  /** Its deadline has passed, and the policy ends the run: another one comes too late. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Somebody gives another deadline. The forecast is made anew before this returns. */
  async setDeadline(deadline: Deadline): Promise<void> {
    if (this.#isEnding) return;
    this.#deadline = deadline;
    this.#isMissed = false;
    this.#show(this.#forecast.make(await this.#whatIsDone(), this.#levers.leftOut));
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

  /** The forecast follows at once: a pause eats the slack, and one whose end is known has eaten it already. */
  #pauseChanged(paused: boolean): void {
    this.#pausedClock.changed(paused);
    if (this.#deadline !== null) this.#nudge();
  }

  /** During a pause nothing moves that could be asked after. */
  #whatIsDone(): Promise<LiveFigures | null> {
    return this.#control.paused ? Promise.resolve(null) : lookAtWork();
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
    const { pause } = this.#control;
    if (pause !== null) return this.#pausedClock.waitMs(this.#board.progress.timing, this.#deadline, pause);
    const undoMs = this.#isExporting && this.#levers.pace === 'steady' ? this.#undo.waitMs(Date.now()) : null;
    if (this.#deadline === null) return undoMs;
    return Math.min(this.#untilDeadlineLook(this.#deadline), undoMs ?? Infinity);
  }

  #untilDeadlineLook(deadline: Deadline): number {
    // The first minutes of a copy show which levers it needs.
    const copyingForMs = this.#isCopying && !this.#control.paused ? this.#forecast.phaseMs : null;
    return nextLookMs(Date.parse(deadline.at) - Date.now(), copyingForMs);
  }

  async #look(): Promise<void> {
    const live = await this.#whatIsDone();
    if (this.#isOver) return;
    this.#undo.learn(live?.undoRetentionS ?? null);
    const forecast = this.#forecast.make(live, this.#levers.leftOut);
    this.#levers.learn(live?.sample ?? null, this.#forecast.copyRate);
    this.#choose(forecast);
    this.#levers.followBottleneck();
    this.#letWait(forecast);
    this.#show(forecast);
    const told = this.#pausedClock.tell(this.#board.progress.timing, this.#control.pause);
    if (told !== undefined) this.#levers.note(told);
    this.#atTheDeadline();
  }

  #letWait({ whole }: Forecast): void {
    if (this.#deadline === null || whole === null || !this.#isCopying || this.#control.paused) return;
    this.#waiting.choose(Date.parse(this.#deadline.at) - Date.now(), whole.likelyMs);
  }

  #choose({ whole, export: exportLeft }: Forecast): void {
    const { pace, paceForMs } = this.#levers;
    if (pace === 'expedited' && this.#knowsTooLittle) return;
    this.#measured.add(pace, this.#forecast.quorumRate, paceForMs);
    this.#levers.choose({
      nowMs: Date.now(),
      deadlineMs: this.#deadline === null ? null : Date.parse(this.#deadline.at),
      left: whole,
      steadyFactor: this.#measured.steadyFactor,
      undoLeftMs: this.#isExporting ? this.#undo.leftMs(Date.now()) : null,
      exportLeft: this.#isExporting ? exportLeft : null,
    });
  }

  /** While gaps are filled, and when a copy has just begun, nothing is measured that a slower pace could be judged by. */
  get #knowsTooLittle(): boolean {
    const { phase } = this.#board.progress;
    return phase === 'seal' || (phase === 'copy' && this.#forecast.phaseMs < newCopyMs);
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
    if (policy === 'settle' && leftMs <= commitReserveMs)
      this.#levers.settle(this.#forecast.lines(this.#levers.leftOut));
    if (leftMs > 0) return;
    this.#isMissed = true;
    if (policy !== 'fail') return;
    this.#isEnding = true;
    for (const scope of this.#guarded) scope.cancel();
  }
}
