import { availableParallelism, hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { SimplePlugin } from '@temporalio/plugin';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { createLaneSlots } from '../../activities/hosts';
import { createRestoreActivities } from '../../activities/restore';
import { loadConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { configuredSettings, type ConfiguredSettings } from './configured-settings';
import { readIdentities } from '../vault/age-keys';
import { PartMemory, partMemoryBytes } from '../vault/part-memory';
import { PartThreads } from '../vault/part-threads';
import { PathMeters } from '../vault/path-meters';
import { RegionHealth } from '../vault/region-health';
import { errorInterceptor } from './error-interceptor';
import { redoubtActivities } from './redoubt-activities';
import { startSweeping } from './sweeping';
import { redoubtWorkflows } from './workflow-bundle';

export interface RedoubtPluginOptions {
  /** The configuration file; or the configuration itself. Default: found as by the command line. */
  readonly configPath?: string;
  readonly config?: Config;
  /** Names this host's lane; the same after a restart. Default: the machine's name. */
  readonly host?: string;
  /** An age identity file: with it the host serves restores (task queue `redoubt-restore`). */
  readonly identityFile?: string;
  /** Backups that may use this host at the same time. Default: 4. */
  readonly lanes?: number;
}

/** The task queue of restores: only hosts with an identity serve it. */
export const restoreTaskQueue = 'redoubt-restore';

const bothWays = { maxHeartbeatThrottleInterval: '1s', defaultHeartbeatThrottleInterval: '1s' } as const;

/**
 * Lets a Temporal worker that somebody already has run backups:
 * `Worker.create({ …, plugins: [new RedoubtPlugin({ configPath })] })`.
 *
 * The host's workflows, activities and bundle stay as they are. While the host's worker runs, Redoubt's own workers run
 * on its connection: one for the shared task queue of the configuration, one for this host's lane, and one for restores
 * where there is an identity. They drain with the host's. Given to several workers of a process, it serves with the first.
 */
export class RedoubtPlugin extends SimplePlugin {
  readonly #options: RedoubtPluginOptions;
  #serving = false;

  constructor(options: RedoubtPluginOptions = {}) {
    super({ name: 'redoubt-backup' });
    this.#options = options;
  }

  /**
   * What is wrong with the configuration is said when the host's worker is created, not at the first backup.
   * @throws BackupError CONFIG_NOT_FOUND, CONFIG_INVALID
   */
  override configureWorker(options: WorkerOptions): WorkerOptions {
    configOf(this.#options);
    return super.configureWorker(options);
  }

  override async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const { connection } = worker;
    // Without a connection it is a replay. On a connection that has the plugin too, Redoubt's own workers come by here.
    if (connection === undefined || this.#serving) return next(worker);
    this.#serving = true;
    try {
      const workers = await createRedoubtWorkers(connection, worker.options.namespace, this.#options);
      await runBeside(worker, () => next(worker), workers);
    } finally {
      this.#serving = false;
    }
  }
}

/** When either side ends or fails, the other one drains; the first failure is the one that is told. */
async function runBeside(worker: Worker, runHost: () => Promise<void>, workers: RedoubtWorkers): Promise<void> {
  const host = runHost().finally(() => workers.shutdown());
  const own = workers.run().finally(() => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  });
  const both = Promise.all([host, own]);
  await Promise.allSettled([host, own]);
  await both;
}

function configOf({ config, configPath }: RedoubtPluginOptions): Config {
  if (config !== undefined) return config;
  const path = configPath === undefined ? {} : { path: configPath };
  return loadConfig({ ...path, cwd: process.cwd(), env: process.env }).config;
}

export interface RedoubtWorkers {
  /** Runs until `shutdown`, then drains. */
  run(): Promise<void>;
  shutdown(): void;
}

/** Redoubt's workers on a connection: what the plugin starts beside a host's worker, and `redoubt worker` by itself. */
export async function createRedoubtWorkers(
  connection: NativeConnection,
  namespace: string,
  options: RedoubtPluginOptions,
): Promise<RedoubtWorkers> {
  const config = configOf(options);
  // A host that could not open a backup says so now, not in the middle of the night that needs one.
  if (options.identityFile !== undefined) await readIdentities(options.identityFile);
  const settings = configuredSettings(config, process.env);
  const client = new Client({ connection, namespace });
  const host = options.host ?? hostname();
  const lanes = createLaneSlots({ host, taskQueue: `${config.temporal.taskQueue}@${host}`, slots: options.lanes ?? 4 });
  const threads = new PartThreads(availableParallelism());
  const memory = new PartMemory({ budgetBytes: partMemoryBytes, plainLeases: availableParallelism() });
  const copying = { threads, memory, meters: new PathMeters(), health: new RegionHealth() };
  const activities = redoubtActivities({ settings, client: () => client, lanes, ...copying });
  const shared: WorkerOptions = {
    connection,
    namespace,
    taskQueue: config.temporal.taskQueue,
    activities,
    stickyQueueScheduleToStartTimeout: '2s',
    // Running batches are told at once: they end after their parts in flight.
    shutdownGraceTime: '0s',
    interceptors: { activity: [errorInterceptor] },
    ...bothWays,
  };
  const workers = await Promise.all([
    Worker.create({ ...shared, ...redoubtWorkflows() }),
    Worker.create({ ...shared, taskQueue: lanes.taskQueue }),
    ...restoreWorker(shared, settings, options),
  ]);
  return runTogether(workers, { settings, client, threads });
}

function restoreWorker(
  shared: WorkerOptions,
  settings: ConfiguredSettings,
  { identityFile }: RedoubtPluginOptions,
): Promise<Worker>[] {
  if (identityFile === undefined) return [];
  const activities = createRestoreActivities({ settings, identityFile });
  return [Worker.create({ ...shared, ...redoubtWorkflows(), taskQueue: restoreTaskQueue, activities })];
}

interface ProcessParts {
  readonly settings: ConfiguredSettings;
  readonly client: Client;
  readonly threads: PartThreads;
}

function runTogether(workers: readonly Worker[], { settings, client, threads }: ProcessParts): RedoubtWorkers {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    run: async () => {
      const sweeping = startSweeping({ settings, client });
      try {
        await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
      } finally {
        await sweeping.stop();
        await threads.close();
        settings.close();
      }
    },
  };
}
