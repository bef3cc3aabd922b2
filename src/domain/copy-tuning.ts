import type { Bottleneck } from './bottleneck';
import type { Pace } from './pace';

/** How a batch is copied: what the pace may change while a backup runs. */
export interface CopyTuning {
  /** Of zstd. */
  readonly compressionLevel: number;
  /** Sessions that read a dump file at once. */
  readonly readingSessions: number;
  /** Times each region's configured connections. */
  readonly connectionsFactor: number;
  /** Whether the regions' configured bandwidths hold. */
  readonly keepsBandwidth: boolean;
  /** Regions that get no parts for now: they are filled after the backup is sealed. */
  readonly leaveOut: readonly string[];
}

const steadySessions = 3;
const expeditedSessions = 6;
/** What compresses text a tenth better than level 1, at half its speed. */
const slowLineLevel = 3;

/** Bottlenecks that sending fewer bytes relieves. */
const lineBound: readonly Bottleneck[] = ['link', 'loss', 'receiver', 'own-limit'];

/** Bottlenecks that more readers at once make worse. */
const sourceBound: readonly (Bottleneck | null)[] = ['database', 'disk'];

export interface TuningQuestion {
  readonly pace: Pace;
  readonly configuredLevel: number;
  readonly bottleneck: Bottleneck | null;
  readonly leaveOut: readonly string[];
}

/** Data Pump workers for each that is configured, in a hurry. */
const expeditedWorkers = 2;

/**
 * Workers of the export at a pace. 1 stays 1: the edition has no parallel export, or nobody wants it. A database that is
 * itself what holds the backup back gets no more of them.
 */
export function exportWorkers(pace: Pace, configured: number, bottleneck: Bottleneck | null): number {
  if (pace === 'steady' || configured <= 1 || bottleneck === 'database') return configured;
  return configured * expeditedWorkers;
}

/** The levers of the copy at a pace, by what holds it back. */
export function copyTuning({ pace, configuredLevel, bottleneck, leaveOut }: TuningQuestion): CopyTuning {
  if (pace === 'steady') {
    return {
      compressionLevel: configuredLevel,
      readingSessions: steadySessions,
      connectionsFactor: 1,
      keepsBandwidth: true,
      leaveOut,
    };
  }
  return {
    compressionLevel: expeditedLevel(configuredLevel, bottleneck),
    // More readers make a slow database or disk slower; the other levers are pulled all the same.
    readingSessions: sourceBound.includes(bottleneck) ? steadySessions : expeditedSessions,
    connectionsFactor: 2,
    keepsBandwidth: false,
    leaveOut,
  };
}

/** What is different about how the copy works, in words; nothing where a batch in flight may as well go on. */
export function describeChange(before: CopyTuning, now: CopyTuning): readonly string[] {
  return [
    ...(before.compressionLevel === now.compressionLevel ? [] : [`compression level ${now.compressionLevel}`]),
    ...(before.readingSessions === now.readingSessions ? [] : [`${now.readingSessions} reading sessions`]),
  ];
}

function expeditedLevel(configured: number, bottleneck: Bottleneck | null): number {
  if (bottleneck === 'cpu' || bottleneck === 'memory') return 1;
  return bottleneck !== null && lineBound.includes(bottleneck) ? Math.max(configured, slowLineLevel) : configured;
}
