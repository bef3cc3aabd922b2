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
  /** How long the regions wait for a slow one in each batch; what it misses is filled afterwards. */
  readonly patienceMs: number;
  /** Regions that get no parts for now: they are filled after the backup is sealed. */
  readonly leaveOut: readonly string[];
}

const steadyPatienceMs = 10_000;
/** In a hurry each region takes what its line carries. Parts of regions that are as quick end seconds apart. */
const expeditedPatienceMs = 3000;
const steadySessions = 3;
const expeditedSessions = 6;

export interface TuningQuestion {
  readonly pace: Pace;
  readonly configuredLevel: number;
  readonly bottleneck: Bottleneck | null;
  readonly leaveOut: readonly string[];
  /** What is sealed at in a hurry (compression-level.ts). Default: the configured one. */
  readonly hurriedLevel?: number;
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

/** What another host has too, so that two of them get no more of it: what they share is the database or the far end. */
const sharedByHosts: readonly (Bottleneck | null)[] = ['database', 'link', 'loss', 'receiver'];

/** What both hosts' monitors say; null: nothing stands out, or nothing was said yet. */
export interface Holds {
  readonly first: Bottleneck | null;
  /** Of the second host, while there is one. */
  readonly second: Bottleneck | null;
}

/**
 * Whether another host shall copy too. The report names a line by its region and cannot tell the host's own network from
 * it, so that a line that is full gets none. Whether one that copies goes on helping is seen there: its line may have
 * room where the first one's has none.
 */
export function wantsSecondHost(pace: Pace, { first, second }: Holds): boolean {
  if (pace === 'steady' || first === 'database') return false;
  return !isSharedByHosts(second ?? first);
}

/** Two hosts get no more of it than one does. */
export const isSharedByHosts = (bottleneck: Bottleneck | null): boolean => sharedByHosts.includes(bottleneck);

/** The levers of the copy at a pace, by what holds it back. */
export function copyTuning(question: TuningQuestion): CopyTuning {
  const { pace, configuredLevel, bottleneck, leaveOut, hurriedLevel = configuredLevel } = question;
  if (pace === 'steady') {
    return {
      compressionLevel: configuredLevel,
      readingSessions: steadySessions,
      connectionsFactor: 1,
      keepsBandwidth: true,
      patienceMs: steadyPatienceMs,
      leaveOut,
    };
  }
  return {
    compressionLevel: hurriedLevel,
    // More readers at once make a slow disk slower. A slow database is asked for more at once: it is what is waited for.
    readingSessions: bottleneck === 'disk' ? steadySessions : expeditedSessions,
    connectionsFactor: 2,
    keepsBandwidth: false,
    patienceMs: expeditedPatienceMs,
    leaveOut,
  };
}

/**
 * What is different about how the copy works, in words; nothing where a batch in flight may as well go on.
 * @param levelBecause what its level was chosen by
 */
export function describeChange(before: CopyTuning, now: CopyTuning, levelBecause?: string): readonly string[] {
  return [
    ...(before.compressionLevel === now.compressionLevel ? [] : [describeLevel(now, levelBecause)]),
    ...(before.readingSessions === now.readingSessions ? [] : [`${now.readingSessions} reading sessions`]),
  ];
}

/** All that a change of the pace changes about a copy, in words, for the decision log. */
export const describeTuning = (tuning: CopyTuning, levelBecause?: string): readonly string[] => [
  `${tuning.readingSessions} reading sessions`,
  tuning.connectionsFactor === 1 ? 'the usual connections' : `${tuning.connectionsFactor} times the connections`,
  tuning.keepsBandwidth ? 'the regions’ bandwidth kept to' : 'the regions’ bandwidth not kept to',
  describeLevel(tuning, levelBecause),
];

const describeLevel = ({ compressionLevel }: CopyTuning, because?: string): string =>
  `compression level ${compressionLevel}${because === undefined ? '' : ` (${because})`}`;
