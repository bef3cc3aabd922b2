import type { BackupPlan } from '../../src/domain/backup-plan';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { CopySpeeds, type MissedBytes } from '../../src/domain/copy-speeds';
import { forecastBackup, nothingPast, type Forecast, type PastRates } from '../../src/domain/forecast';
import { quorumLeftMs, slowestBeyondQuorum, type RegionPath } from '../../src/domain/quorum-left';
import type { Control } from './control';
import type { ProgressBoard } from './progress-board';
import { WorkClock } from './work-clock';

/** What is known before the run has measured anything itself. */
export interface Expectation {
  readonly plan: BackupPlan;
  readonly past: PastRates;
  /** Of the dump files, from the dictionary's statistics; null: not known. */
  readonly expectedBytes: number | null;
}

/** Forecasts a run: from the backups before it, then from what it has measured. */
export class RunForecast {
  readonly #control: Control;
  readonly #board: ProgressBoard;
  readonly #speeds = new CopySpeeds();
  readonly #work: WorkClock;
  #expectation: Expectation | undefined;

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
    this.#work = new WorkClock(control);
  }

  expect(expectation: Expectation): void {
    this.#expectation = expectation;
  }

  /** Without the regions of `leaveOut`, which get no parts. */
  make(live: LiveFigures | null, leaveOut: readonly string[]): Forecast {
    const { progress } = this.#board;
    const { past = nothingPast, expectedBytes = null } = this.#expectation ?? {};
    const bytesCopied = progress.bytesCopied + (live?.bytesDone ?? 0);
    if (progress.phase === 'copy' && !this.#control.paused) {
      this.#speeds.add(this.#work.nowMs(), bytesCopied, this.#missed());
    }
    const { until = null } = this.#control.pause ?? {};
    const percent = live?.exportPercent ?? null;
    return forecastBackup({
      phase: forecastPhase(progress.phase),
      bytesTotal: progress.bytesTotal ?? expectedBytes,
      bytesCopied,
      phaseMs: this.phaseMs,
      exportFraction: percent === null ? null : percent / 100,
      copyRateNow: this.copyRate,
      quorumMs: quorumLeftMs(this.#paths(leaveOut), this.#bytesLeft(bytesCopied), this.#minCopies),
      pauseMs: until === null ? 0 : Math.max(0, Date.parse(until) - Date.now()),
      past,
    });
  }

  /** Bytes a second of the copy in the last while; null before it is known. */
  get copyRate(): number | null {
    return this.#speeds.whole();
  }

  /** How long the phase has been at work: pauses are not in it. */
  get phaseMs(): number {
    return this.#work.sinceMs(Date.parse(this.#board.progress.phaseStartedAt));
  }

  get #minCopies(): number {
    return this.#expectation?.plan.copies.minCopies ?? this.#board.progress.regions.length;
  }

  /** The regions beyond the quorum that need longest. */
  slowestBeyondQuorum(): readonly string[] {
    return slowestBeyondQuorum(this.#paths([]), this.#bytesLeft(this.#board.progress.bytesCopied), this.#minCopies);
  }

  #bytesLeft(bytesCopied: number): number {
    return Math.max(0, (this.#board.progress.bytesTotal ?? 0) - bytesCopied);
  }

  /** Of the regions that get parts. */
  #paths(leaveOut: readonly string[]): readonly RegionPath[] {
    return this.#speeds.paths(this.#missed().filter(({ name }) => !leaveOut.includes(name)));
  }

  #missed(): readonly MissedBytes[] {
    const partBytes = this.#expectation?.plan.copies.partBytes ?? 0;
    const { regions } = this.#board.progress;
    return regions.map(({ name, missingParts }) => ({ name, missedBytes: missingParts * partBytes }));
  }
}

function forecastPhase(phase: string): 'before' | 'export' | 'copy' | 'seal' {
  return phase === 'export' || phase === 'copy' || phase === 'seal' ? phase : 'before';
}
