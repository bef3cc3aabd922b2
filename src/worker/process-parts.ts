import { availableParallelism, hostname } from 'node:os';
import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createLaneSlots, type LaneSlots } from '../../activities/hosts';
import type { Config } from '../config/schema';
import { PartMemory, partMemoryBytes } from '../vault/seal/part-memory';
import { PartThreads } from '../vault/seal/part-threads';
import { PathMeters } from '../vault/copy/path-meters';
import { RegionHealth } from '../vault/region/region-health';
import { createHostTuning, type HostTuning } from '../transport/host-tuning';
import { openHostWatching, stateDirectories, stateDirectory, type HostWatching } from './host-watching';
import { configuredSettings, type ConfiguredSettings } from './configured-settings';
import { startWorkerMetrics, type WorkerMetrics } from './metrics/worker-metrics';

/** What a worker's process has one of, whatever backups it works for. */
export interface ProcessParts {
  readonly config: Config;
  readonly settings: ConfiguredSettings;
  readonly client: Client;
  readonly lanes: LaneSlots;
  /** Threads that seal, and the memory that parts are lent. */
  readonly threads: PartThreads;
  readonly memory: PartMemory;
  readonly meters: PathMeters;
  readonly health: RegionHealth;
  readonly metrics: WorkerMetrics;
  /** The monitor of this host, and what it may change there. */
  readonly watching: HostWatching;
  readonly hostTuning: HostTuning;
  /** Ends what runs by itself. */
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly config: Config;
  /** Default: the machine's name. */
  readonly host?: string | undefined;
  /** Backups that may use this host at the same time. Default: 4. */
  readonly lanes?: number | undefined;
}

export async function openProcessParts(options: ProcessOptions): Promise<ProcessParts> {
  const { connection, namespace, config, host, lanes } = options;
  const settings = configuredSettings(config, process.env);
  const name = host ?? hostname();
  const threads = new PartThreads(availableParallelism());
  const health = new RegionHealth();
  const databases = Object.entries(config.databases).map(([database, { copies }]) => ({
    database,
    regions: copies.regions,
  }));
  const metrics = startWorkerMetrics({ databases, settings, health });
  const meters = new PathMeters();
  const folder = await stateDirectory(process.env);
  const watching = openHostWatching({ settings, meters, env: process.env, stateDirectory: folder });
  return {
    config,
    settings,
    client: new Client({ connection, namespace }),
    lanes: createLaneSlots({ host: name, taskQueue: `${config.temporal.taskQueue}@${name}`, slots: lanes ?? 4 }),
    threads,
    memory: new PartMemory({ budgetBytes: partMemoryBytes, plainLeases: availableParallelism() }),
    meters,
    watching,
    hostTuning: createHostTuning({ stateDirectories: stateDirectories(process.env) }),
    health,
    metrics,
    close: async () => {
      await watching.monitor.close();
      await metrics.stop();
      await threads.close();
      settings.close();
    },
  };
}
