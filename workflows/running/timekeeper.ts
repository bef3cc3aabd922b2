import { CancellationScope, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { copyTuning, type CopyTuning } from '../../src/domain/copy-tuning';
import type { Deadline } from '../../src/domain/deadline';
import { forecastBackup, nothingPast, type Forecast, type PastRates } from '../../src/domain/forecast';
import { choosePace, expedite, startingPace, type Decision, type PaceState } from '../../src/domain/pace';
import { MovingRate } from '../../src/domain/moving-rate';
import { BackupError } from '../../src/errors';
import type { Control } from './control';
import { activities, quickLook } from './policies';
import type { ProgressBoard } from './progress-board';

export interface TimekeeperInput {
  readonly plan: BackupPlan;
  readonly past: PastRates;
  /** Of the dump files, from the dictionary's statistics; null: not known. */
  readonly expectedBytes: number | null;
  readonly deadline: Deadline | null;
}

/** The commit's own time before the deadline. */
const commitReserveMs = 10_000;
const shortestWaitMs = 10_000;
const longestWaitMs = 300_000;
const leastBetweenTuningsMs = 60_000;
/** Looks in the time that is left: enough to act on what they show, few enough for the history. */
const looksAhead = 20;

/**
 * Keeps a run to its deadline: forecasts, chooses the pace, and does at the deadline what the policy says. It can be asked
 * for things from the start of the run on, and looks after the time once `begin` has told it of the plan.
 */
export class Timekeeper {
  readonly #control: Control;
  readonly #board: ProgressBoard;
  readonly #listeners = new Set<(tuning: CopyTuning) => void>();
  readonly #rate = new MovingRate();
  readonly #guarded = new Set<CancellationScope>();
  #input: TimekeeperInput | undefined;
  #deadline: Deadline | null = null;
  #pace: PaceState = startingPace(Date.now(), false);
  #leaveOut: readonly string[] = [];
  #tuning: CopyTuning = copyTuning({ pace: 'steady', configuredLevel: 1, bottleneck: null, leaveOut: [] });
  #tunedAtMs = 0;
  #isOver = false;
  #isMissed = false;
  #isNudged = false;

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
  }

  /** The plan is made: from here on the deadline is looked after. */
  begin(input: TimekeeperInput): void {
    this.#input = input;
    this.#deadline ??= input.deadline;
    this.#tuning = this.#tuned();
    if (this.#deadline?.startedLate === true) this.expedite('the run began after the deadline of its schedule');
    const forecast = this.#forecast(null);
    this.#choose(forecast);
    this.#show(forecast);
    void CancellationScope.nonCancellable(() => this.#keep());
  }

  get deadline(): Deadline | null {
    return this.#deadline;
  }

  /** Somebody asked for haste, or the run began too late. */
  get isAsked(): boolean {
    return this.#pace.isAsked;
  }

  get tuning(): CopyTuning {
    return this.#tuning;
  }

  /** Calls back when the copy shall work differently; answers how to stop that. */
  onTuning(listener: (tuning: CopyTuning) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    if (this.#pace.isAsked) return;
    this.#pace = expedite(this.#pace, Date.now());
    this.#decide({ at: new Date().toISOString(), pace: 'expedited', because });
    this.#nudge();
  }

  /** Somebody gives another deadline. The forecast is made anew before this returns. */
  async setDeadline(deadline: Deadline): Promise<void> {
    this.#deadline = deadline;
    this.#isMissed = false;
    this.#show(this.#forecast(await this.#lookAtWork()));
    this.#nudge();
  }

  /** No more looks: the backup is being committed, or is over. */
  stop(): void {
    this.#isOver = true;
  }

  #nudge(): void {
    this.#isNudged = true;
  }

  /** Without a deadline there is nothing to look after: no timer, no event. */
  async #keep(): Promise<void> {
    while (!this.#isOver) {
      if (this.#deadline === null) await condition(() => this.#isOver || this.#deadline !== null);
      else await condition(() => this.#isOver || this.#isNudged, this.#waitMs(this.#deadline));
      this.#isNudged = false;
      if (!this.#isOver) await this.#look();
    }
  }

  #waitMs(deadline: Deadline): number {
    const leftMs = Date.parse(deadline.at) - Date.now();
    if (leftMs <= 0) return longestWaitMs;
    const next = Math.min(longestWaitMs, Math.max(shortestWaitMs, leftMs / looksAhead));
    // The moments that count are not slept over.
    const marks = [leftMs - commitReserveMs, leftMs].filter((ms) => ms > 0);
    return Math.max(1, Math.min(next, ...marks));
  }

  async #look(): Promise<void> {
    const live = await this.#lookAtWork();
    if (this.#isOver) return;
    const forecast = this.#forecast(live);
    this.#choose(forecast);
    this.#followBottleneck();
    this.#show(forecast);
    this.#atTheDeadline();
  }

  #lookAtWork(): Promise<LiveFigures | null> {
    const { workflowId, runId } = workflowInfo();
    return activities(quickLook, 'how far it is')
      .readProgress({ workflowId, runId })
      .catch(() => null);
  }

  #forecast(live: LiveFigures | null): Forecast {
    const { progress } = this.#board;
    const { past = nothingPast, expectedBytes = null } = this.#input ?? {};
    const bytesCopied = progress.bytesCopied + (live?.bytesDone ?? 0);
    if (progress.phase === 'copy' && !this.#control.paused) this.#rate.add(Date.now(), bytesCopied);
    const percent = live?.exportPercent ?? null;
    return forecastBackup({
      phase: forecastPhase(progress.phase),
      bytesTotal: progress.bytesTotal ?? expectedBytes,
      bytesCopied,
      phaseMs: Date.now() - Date.parse(progress.phaseStartedAt),
      exportFraction: percent === null ? null : percent / 100,
      copyRateNow: this.#rate.perSecond(),
      past,
    });
  }

  #choose({ whole, export: exportLeft }: Forecast): void {
    const { progress } = this.#board;
    const step = choosePace(this.#pace, {
      nowMs: Date.now(),
      deadlineMs: this.#deadline === null ? null : Date.parse(this.#deadline.at),
      left: whole,
      steadyFactor: 2,
      undoLeftMs: null,
      exportLeft: progress.phase === 'export' ? exportLeft : null,
    });
    this.#pace = step.state;
    if (step.decision !== undefined) this.#decide(step.decision);
  }

  /** In a hurry, what holds the backup back decides the level; each change ends the batches, so it is rare. */
  #followBottleneck(): void {
    if (this.#pace.pace !== 'expedited' || Date.now() - this.#tunedAtMs < leastBetweenTuningsMs) return;
    const { compressionLevel } = this.#tuned();
    if (compressionLevel === this.#tuning.compressionLevel) return;
    const bottleneck = this.#board.progress.monitor?.verdict?.bottleneck ?? 'nothing in particular';
    const because = `held back by ${bottleneck}: compression level ${compressionLevel} from now on`;
    this.#decide({ at: new Date().toISOString(), pace: 'expedited', because });
  }

  #decide(decision: Decision): void {
    const { timing } = this.#board.progress;
    this.#board.update({
      timing: { ...timing, pace: this.#pace.pace, decisions: [...timing.decisions, decision].slice(-mostDecisions) },
    });
    this.#retune();
  }

  #retune(): void {
    this.#tunedAtMs = Date.now();
    this.#tuning = this.#tuned();
    for (const listener of this.#listeners) listener(this.#tuning);
  }

  #tuned(): CopyTuning {
    return copyTuning({
      pace: this.#pace.pace,
      configuredLevel: this.#input?.plan.copies.compressionLevel ?? 1,
      bottleneck: this.#board.progress.monitor?.verdict?.bottleneck ?? null,
      leaveOut: this.#leaveOut,
    });
  }

  #show(forecast: Forecast): void {
    const { timing } = this.#board.progress;
    this.#board.showTiming({
      ...timing,
      deadline: this.#deadline,
      pace: this.#pace.pace,
      forecast,
      forecastAt: new Date().toISOString(),
    });
  }

  #atTheDeadline(): void {
    if (this.#deadline === null || this.#isMissed) return;
    const leftMs = Date.parse(this.#deadline.at) - Date.now();
    const { policy } = this.#deadline;
    if (policy === 'settle' && leftMs <= commitReserveMs && this.#leaveOut.length === 0) this.#settle();
    if (leftMs > 0) return;
    this.#isMissed = true;
    if (policy === 'fail') for (const scope of this.#guarded) scope.cancel();
  }

  /** Leaves out every region beyond the quorum: those that lack most. */
  #settle(): void {
    const { regions, monitor } = this.#board.progress;
    const minCopies = this.#input?.plan.copies.minCopies ?? regions.length;
    const slow = monitor?.verdict?.region;
    const best = [...regions].sort(
      (a, b) => a.missingParts - b.missingParts || Number(a.name === slow) - Number(b.name === slow),
    );
    this.#leaveOut = best.slice(minCopies).map(({ name }) => name);
    if (this.#leaveOut.length === 0) return;
    this.#decide({
      at: new Date().toISOString(),
      pace: this.#pace.pace,
      because: `the deadline is here: ${this.#leaveOut.join(', ')} beyond the quorum of ${minCopies} left out, to be filled later`,
    });
  }
}

const mostDecisions = 50;

function forecastPhase(phase: string): 'before' | 'export' | 'copy' | 'seal' {
  return phase === 'export' || phase === 'copy' || phase === 'seal' ? phase : 'before';
}
