import type { WorkCounters } from './work-counters';

/** What the data path has counted beside what the monitor needs. Sums that only grow. */
export interface PathCounters extends WorkCounters {
  /** Parts that are in at least one region. */
  readonly partsDone: number;
  /** PUTs of a part that were tried again, by region's name. */
  readonly retriesByRegion: Readonly<Record<string, number>>;
}
