import type { BenchPlace } from './place';

/** One line of the table. */
export interface BenchRow {
  readonly name: string;
  /** Rows of a group are run in turn, pair by pair, and compared with the group's first one. */
  readonly group: 'copy' | 'wire' | 'seal' | 'restore';
  readonly about: string;
  /** Why it cannot run here; undefined where it can. */
  readonly unavailable: string | undefined;
  /** Once, before the first pair. */
  prepare?(place: BenchPlace): Promise<void>;
  /** What is measured. */
  run(place: BenchPlace): Promise<RunFigures | void>;
  /** After each run, not measured. Default: the regions are emptied. */
  cleanUp?(place: BenchPlace): Promise<void>;
}

/** What a row tells beside its speed, such as a share of the time. */
export type RunFigures = Readonly<Record<string, number>>;

export interface MeasuredRun {
  readonly row: string;
  readonly pair: number;
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  readonly figures: RunFigures;
}
