import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { createRestoreActivities } from '../../activities/restore';
import { loadConfig } from '../config/load-config';
import type { Config } from '../config/schema';
import { workerIdentity } from '../domain/admission/worker-identity';
import { restoreTaskQueue } from '../domain/restore-queue';
import { readIdentities } from '../vault/crypto/age-keys';
import { errorInterceptor } from './error-interceptor';
import { openProcessParts, type ProcessParts } from './process-parts';
import { redoubtActivities } from './redoubt-activities';
import { startSweeping } from './sweeping';
import { redoubtWorkflows } from './workflow-bundle';

export interface RedoubtWorkerOptions {
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

/** @throws BackupError CONFIG_NOT_FOUND, CONFIG_INVALID */
export function configOf({ config, configPath }: RedoubtWorkerOptions): Config {
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
  options: RedoubtWorkerOptions,
): Promise<RedoubtWorkers> {
  const config = configOf(options);
  // A host that could not open a backup says so now, not in the middle of the night that needs one.
  if (options.identityFile !== undefined) await readIdentities(options.identityFile);
  const parts = await openProcessParts({ connection, namespace, config, host: options.host, lanes: options.lanes });
  const shared: WorkerOptions = {
    connection,
    namespace,
    taskQueue: config.temporal.taskQueue,
    identity: workerIdentity({ host: parts.lanes.host, lanes: parts.lanes.slots }, process.pid),
    activities: redoubtActivities(parts),
    stickyQueueScheduleToStartTimeout: '2s',
    // Running batches are told at once: they end after their parts in flight.
    shutdownGraceTime: '0s',
    interceptors: { activity: [errorInterceptor, parts.metrics.interceptor] },
    maxHeartbeatThrottleInterval: '1s',
    defaultHeartbeatThrottleInterval: '1s',
  };
  const workers = await Promise.all([
    Worker.create({ ...shared, ...redoubtWorkflows() }),
    Worker.create({ ...shared, taskQueue: parts.lanes.taskQueue }),
    ...restoreWorker(shared, parts, options),
  ]);
  return runTogether(workers, parts);
}

function restoreWorker(
  shared: WorkerOptions,
  { settings }: ProcessParts,
  { identityFile }: RedoubtWorkerOptions,
): Promise<Worker>[] {
  if (identityFile === undefined) return [];
  const activities = createRestoreActivities({ settings, identityFile });
  return [Worker.create({ ...shared, ...redoubtWorkflows(), taskQueue: restoreTaskQueue, activities })];
}

function runTogether(workers: readonly Worker[], parts: ProcessParts): RedoubtWorkers {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    run: async () => {
      const sweeping = startSweeping(parts);
      try {
        await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
      } finally {
        await sweeping.stop();
        await parts.close();
      }
    },
  };
}
