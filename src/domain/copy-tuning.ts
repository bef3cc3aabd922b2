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

export interface TuningQuestion {
  readonly pace: Pace;
  readonly configuredLevel: number;
  readonly bottleneck: Bottleneck | null;
  readonly leaveOut: readonly string[];
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
    readingSessions: expeditedSessions,
    connectionsFactor: 2,
    keepsBandwidth: false,
    leaveOut,
  };
}

function expeditedLevel(configured: number, bottleneck: Bottleneck | null): number {
  if (bottleneck === 'cpu' || bottleneck === 'memory') return 1;
  return bottleneck !== null && lineBound.includes(bottleneck) ? Math.max(configured, slowLineLevel) : configured;
}
