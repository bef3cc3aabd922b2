import type { BackupPlan } from '../../src/domain/backup-plan';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { CopySpeeds, type MissedBytes } from '../../src/domain/copy-speeds';
import { forecastBackup, nothingPast, type Forecast, type PastRates } from '../../src/domain/forecast';
import { quorumLeftMs, type RegionPath } from '../../src/domain/quorum-left';
import type { WaitingSight } from '../../src/domain/waiting-regions';
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
  #speeds = new CopySpeeds(0);
  readonly #work: WorkClock;
  #bytesCopied = 0;
  /** Parts that regions lack of what the progress does not count yet. */
  #missingLive: Readonly<Record<string, number>> = {};
  #expectation: Expectation | undefined;
  #seenExport: { readonly attempt: number; readonly percent: number; readonly phaseMs: number } | undefined;

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
    this.#work = new WorkClock(control);
  }

  expect(expectation: Expectation): void {
    this.#expectation = expectation;
    this.#speeds = new CopySpeeds(expectation.plan.copies.partBytes);
  }

  /** Without the regions of `leaveOut`, which get no parts. */
  make(live: LiveFigures | null, leaveOut: readonly string[]): Forecast {
    const { progress } = this.#board;
    const { past = nothingPast, expectedBytes = null } = this.#expectation ?? {};
    const bytesCopied = progress.bytesCopied + (live?.bytesDone ?? 0);
    this.#bytesCopied = bytesCopied;
    this.#missingLive = live?.missingParts ?? {};
    if (progress.phase === 'copy' && !this.#control.paused) {
      this.#speeds.add(this.#work.nowMs(), bytesCopied, this.#missed(), leaveOut);
    }
    const { until = null } = this.#control.pause ?? {};
    const percent = this.#exportPercent(live);
    const bytesTotal = progress.bytesTotal ?? expectedBytes;
    return forecastBackup({
      phase: forecastPhase(progress.phase),
      bytesTotal,
      bytesCopied,
      phaseMs: this.phaseMs,
      exportFraction: percent === null ? null : percent / 100,
      exportRate: this.#exportRate(bytesTotal, percent),
      copyRateNow: this.copyRate,
      quorumMs: quorumLeftMs(this.#paths(leaveOut), this.#bytesLeft(bytesCopied), this.#minCopies),
      pauseMs: until === null ? 0 : Math.max(0, Date.parse(until) - Date.now()),
      past,
    });
  }

  /** Bytes of dump files a second, as the export went or goes. */
  #exportRate(bytesTotal: number | null, percent: number | null): number | null {
    const { phase, phases } = this.#board.progress;
    const ended = phases.find(({ name }) => name === 'export');
    if (ended !== undefined) return ended.bytesPerSecond ?? null;
    if (phase !== 'export' || percent === null || bytesTotal === null || this.phaseMs <= 0) return null;
    return (bytesTotal * Math.max(percent, leastPercent) * 10) / this.phaseMs;
  }

  /** During a pause nobody tells it: it is where the work since the last look has brought it. */
  #exportPercent(live: LiveFigures | null): number | null {
    const { attempt, phase } = this.#board.progress;
    const percent = live?.exportPercent ?? null;
    if (percent !== null) this.#seenExport = { attempt, percent, phaseMs: this.phaseMs };
    const seen = this.#seenExport;
    if (percent !== null || !this.#control.paused || seen?.attempt !== attempt || phase !== 'export') return percent;
    return Math.min(99, (seen.percent * this.phaseMs) / Math.max(1, seen.phaseMs));
  }

  /** Bytes a second of the copy in the last while; null before it is known. */
  get copyRate(): number | null {
    return this.#speeds.whole();
  }

  /** The same of the region that the quorum waits for: what a change of the pace really brings. */
  get quorumRate(): number | null {
    const rates = this.#paths([])
      .map(({ rate }) => rate)
      .filter((rate) => rate !== null);
    return this.#ofTheQuorum(rates) ?? this.copyRate;
  }

  /** Where the quorum of those that get parts stands, in time at work. */
  get quorumMark(): { readonly atMs: number; readonly quorumBytes: number } {
    const held = this.#missed().map(({ missedBytes }) => this.#bytesCopied - missedBytes);
    return { atMs: this.#work.nowMs(), quorumBytes: this.#ofTheQuorum(held) ?? 0 };
  }

  /** Of figures of the regions, that of the last one that the quorum needs. */
  #ofTheQuorum(figures: readonly number[]): number | undefined {
    return figures.toSorted((a, b) => b - a)[this.#minCopies - 1];
  }

  /** How long the phase has been at work: pauses are not in it. */
  get phaseMs(): number {
    return this.#work.sinceMs(Date.parse(this.#board.progress.phaseStartedAt));
  }

  get #minCopies(): number {
    return this.#expectation?.plan.copies.minCopies ?? this.#board.progress.regions.length;
  }

  /** What each region could still need, and of how many: what decides which of them wait. As of the last forecast. */
  lines(waiting: readonly string[]): Pick<WaitingSight, 'paths' | 'bytesLeft' | 'minCopies'> {
    const paths = this.#speeds.paths(this.#missed(), waiting);
    return { paths, bytesLeft: this.#bytesLeft(this.#bytesCopied), minCopies: this.#minCopies };
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
    return regions.map(({ name, missingParts }) => ({
      name,
      missedBytes: (missingParts + (this.#missingLive[name] ?? 0)) * partBytes,
    }));
  }
}

/** Of an export that has begun. */
const leastPercent = 1;

function forecastPhase(phase: string): 'before' | 'export' | 'copy' | 'seal' {
  return phase === 'export' || phase === 'copy' || phase === 'seal' ? phase : 'before';
}
