import path from 'node:path';
import type { BackupPlan } from '../domain/backup-plan';
import type { PathCounters } from '../domain/path-counters';
import type { PathMeters } from '../vault/copy/path-meters';
import { createHostMonitor, type HostMonitor } from '../monitor/host-monitor';
import type { WatchedBackup } from '../monitor/watched-backup';
import { defaultStateDirectories, writableDirectory } from '../transport/state-directory';
import type { Environment } from '../config/config-file';
import type { ConfiguredSettings } from './configured-settings';
import { RegionPeers } from './region-peers';

/** What the activity that watches this host works with. */
export interface HostWatching {
  readonly monitor: HostMonitor;
  readonly seriesFolder: string;
  watched(plan: BackupPlan): WatchedBackup;
  retries(backupId: string): PathCounters['retriesByRegion'];
}

export interface HostWatchingOptions {
  readonly settings: ConfiguredSettings;
  readonly meters: PathMeters;
  readonly env: Environment;
  /** Where this host keeps what has to outlive the process. */
  readonly stateDirectory: string;
}

export function openHostWatching({ settings, meters, env, stateDirectory }: HostWatchingOptions): HostWatching {
  return {
    monitor: createHostMonitor({ installation: settings.tag, env }),
    seriesFolder: path.join(stateDirectory, 'monitor'),
    retries: (backupId) => meters.read(backupId)?.retriesByRegion ?? {},
    watched: (plan) => {
      // Opens the lines that no request has opened yet.
      const regions = settings.regionsOf(plan).map((region) => region.settings);
      const lines = regions.flatMap(({ name }) => {
        const line = settings.lines.get(name);
        return line === undefined ? [] : [[name, line] as const];
      });
      return {
        backupId: plan.backupId,
        lines: Object.fromEntries(lines),
        databaseLine: settings.databaseLines.line(plan.database),
        work: meters.of(plan.backupId),
        regionOfPeer: new RegionPeers(regions).regionOf,
      };
    },
  };
}

/** systemd's StateDirectory= where it gives one, else the host's own place, else the user's. */
export function stateDirectories(env: Environment): readonly string[] {
  const given = (env['STATE_DIRECTORY'] ?? '').split(':').filter((folder) => folder !== '');
  return [...given, ...defaultStateDirectories()];
}

/** @returns the first that can be written; where none can, one that nothing is found in. */
export async function stateDirectory(env: Environment): Promise<string> {
  const candidates = stateDirectories(env);
  return writableDirectory(candidates).catch(() => candidates[0] ?? '.');
}
