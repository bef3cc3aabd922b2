import { workflowInfo } from '@temporalio/workflow';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { forecastBackup, nothingPast, type Forecast, type PastRates } from '../../src/domain/forecast';
import { MovingRate } from '../../src/domain/moving-rate';
import type { Control } from './control';
import { activities, quickLook } from './policies';
import type { ProgressBoard } from './progress-board';

/** What is known before the run has measured anything itself. */
export interface Expectation {
  readonly past: PastRates;
  /** Of the dump files, from the dictionary's statistics; null: not known. */
  readonly expectedBytes: number | null;
}

/** Forecasts a run: from the backups before it, then from what it has measured. */
export class RunForecast {
  readonly #control: Control;
  readonly #board: ProgressBoard;
  readonly #rate = new MovingRate();
  #expectation: Expectation = { past: nothingPast, expectedBytes: null };

  constructor(control: Control, board: ProgressBoard) {
    this.#control = control;
    this.#board = board;
  }

  expect(expectation: Expectation): void {
    this.#expectation = expectation;
  }

  /** What the activities in flight last told; null where it could not be learned: the next look comes by itself. */
  lookAtWork(): Promise<LiveFigures | null> {
    const { workflowId, runId } = workflowInfo();
    return activities(quickLook, 'how far it is')
      .readProgress({ workflowId, runId })
      .catch(() => null);
  }

  make(live: LiveFigures | null): Forecast {
    const { progress } = this.#board;
    const { past, expectedBytes } = this.#expectation;
    const bytesCopied = progress.bytesCopied + (live?.bytesDone ?? 0);
    if (progress.phase === 'copy' && !this.#control.paused) this.#rate.add(Date.now(), bytesCopied);
    const percent = live?.exportPercent ?? null;
    return forecastBackup({
      phase: forecastPhase(progress.phase),
      bytesTotal: progress.bytesTotal ?? expectedBytes,
      bytesCopied,
      phaseMs: Date.now() - Date.parse(progress.phaseStartedAt),
      exportFraction: percent === null ? null : percent / 100,
      copyRateNow: this.copyRate,
      past,
    });
  }

  /** Bytes a second of the copy in the last while; null before it is known. */
  get copyRate(): number | null {
    return this.#rate.perSecond();
  }
}

function forecastPhase(phase: string): 'before' | 'export' | 'copy' | 'seal' {
  return phase === 'export' || phase === 'copy' || phase === 'seal' ? phase : 'before';
}
