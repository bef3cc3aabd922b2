import type { Stage, WorkSample } from './monitor-sample';

/**
 * What the data path of one backup has done since it began: sums that only grow. A difference of two readings is what
 * happened in between. A part-millisecond is one part for one millisecond: four parts in a stage for a second are 4,000.
 * A part that is in a stage when it is read counts up to that moment, so that a long stage does not come as one lump.
 */
export interface WorkCounters {
  /** Part-milliseconds spent in each stage. */
  readonly stagePartMs: Readonly<Record<Stage, number>>;
  /** Part-milliseconds spent waiting for a sealing thread. */
  readonly waitingPartMs: number;
  /** Part-milliseconds in flight, from the first byte read to the last region's answer. */
  readonly partMs: number;
  /** Bytes read from the source, before compression. */
  readonly readBytes: number;
  /** Bytes sealed, after compression and encryption. */
  readonly sealedBytes: number;
  /** PUT-milliseconds under way, by region's name. */
  readonly putMsByRegion: Readonly<Record<string, number>>;
  /** Bytes of objects that the region confirmed, by region's name. */
  readonly storedBytesByRegion: Readonly<Record<string, number>>;
  /** Where parts are read from; null before the first. */
  readonly source: WorkSample['source'];
}

/** The counters of a backup's data path. Reading them costs next to nothing and never throws. */
export interface CountedWork {
  read(): WorkCounters;
}
