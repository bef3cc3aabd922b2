import { hostname } from 'node:os';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Config } from '../config/schema';
import { temporalSettings } from '../config/temporal-settings';
import { restoreTaskQueue } from '../domain/restore-queue';
import { BackupError } from '../errors';
import { metricsError, prometheusAt } from './metrics/telemetry';
import { createRedoubtWorkers } from './redoubt-workers';

export interface RunWorkerOptions {
  readonly config: Config;
  readonly host?: string;
  readonly identityFile?: string;
  /** IP address and port for Prometheus, instead of the configuration's. */
  readonly metricsAddress?: string;
  /** Aborting drains: running batches end or are handed over. */
  readonly signal: AbortSignal;
  /** Called once the workers poll. */
  readonly onReady?: (about: ReadyWorker) => void;
}

export interface ReadyWorker {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Null where there is no identity. */
  readonly restoreQueue: string | null;
  readonly host: string;
}

/** A lane's worker has no workflows, and shall not: nobody need be warned of it. */
class WorkerLogger extends DefaultLogger {
  override log(...[level, message, meta]: Parameters<DefaultLogger['log']>): void {
    if (!message.startsWith('No workflows registered')) super.log(level, message, meta);
  }
}

/**
 * `redoubt worker`: a process of its own with what RedoubtPlugin gives to anybody's worker. Returns when it has drained.
 * @throws BackupError TEMPORAL_UNREACHABLE, METRICS_ADDRESS_UNUSABLE
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { config, host, identityFile, signal, onReady } = options;
  installRuntime(options.metricsAddress ?? config.metrics?.address);
  const { address, namespace, taskQueue, apiKey, tls, metadata } = temporalSettings(config, process.env);
  const connection = await connect(address, {
    address,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  try {
    const workers = await createRedoubtWorkers(connection, namespace, {
      config,
      ...(host === undefined ? {} : { host }),
      ...(identityFile === undefined ? {} : { identityFile }),
    });
    const running = workers.run();
    signal.addEventListener('abort', () => workers.shutdown(), { once: true });
    if (signal.aborted) workers.shutdown();
    const restoreQueue = identityFile === undefined ? null : restoreTaskQueue;
    onReady?.({ address, namespace, taskQueue, restoreQueue, host: host ?? hostname() });
    await running;
  } finally {
    await connection.close();
  }
}

function installRuntime(metricsAddress: string | undefined): void {
  try {
    Runtime.install({ logger: new WorkerLogger('WARN'), shutdownSignals: [], ...prometheusAt(metricsAddress) });
  } catch (error) {
    throw metricsError(error, metricsAddress);
  }
}

async function connect(
  address: string,
  options: Parameters<typeof NativeConnection.connect>[0],
): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (cause) {
    throw new BackupError('TEMPORAL_UNREACHABLE', `cannot reach Temporal at ${address}`, { cause });
  }
}
