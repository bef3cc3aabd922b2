import { availableParallelism, hostname } from 'node:os';
import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createLaneSlots, type LaneSlots } from '../../activities/hosts';
import type { Config } from '../config/schema';
import { PartMemory, partMemoryBytes } from '../vault/part-memory';
import { PartThreads } from '../vault/part-threads';
import { PathMeters } from '../vault/path-meters';
import { RegionHealth } from '../vault/region-health';
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

export function openProcessParts({ connection, namespace, config, host, lanes }: ProcessOptions): ProcessParts {
  const settings = configuredSettings(config, process.env);
  const name = host ?? hostname();
  const threads = new PartThreads(availableParallelism());
  const health = new RegionHealth();
  const databases = Object.entries(config.databases).map(([database, { copies }]) => ({
    database,
    regions: copies.regions,
  }));
  const metrics = startWorkerMetrics({ databases, settings, health });
  return {
    config,
    settings,
    client: new Client({ connection, namespace }),
    lanes: createLaneSlots({ host: name, taskQueue: `${config.temporal.taskQueue}@${name}`, slots: lanes ?? 4 }),
    threads,
    memory: new PartMemory({ budgetBytes: partMemoryBytes, plainLeases: availableParallelism() + 1 }),
    meters: new PathMeters(),
    health,
    metrics,
    close: async () => {
      await metrics.stop();
      await threads.close();
      settings.close();
    },
  };
}
