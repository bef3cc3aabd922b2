import type { Command } from 'commander';
import { resolve } from 'node:path';
import type * as RunWorker from '../worker/run-worker';
import type { ReadyWorker } from '../worker/run-worker';
import { loadConfig } from '../config/load-config';
import { keepProcessLean } from '../worker/lean-process';
import { addExample, globalOptions, type CliIo } from './cli-io';
import { configPlace } from './config-place';

interface WorkerOptions {
  readonly host?: string;
  readonly identity?: string;
  readonly metricsAddress?: string;
}

/** `redoubt worker` */
export function addWorkerCommand(program: Command, io: CliIo): void {
  const command = program
    .command('worker')
    .description('Run a worker in the foreground. SIGTERM or Ctrl-C drains: running batches end or are handed over.')
    .option('--host <name>', 'names this host’s lane; keep it over restarts (default: the machine’s name)')
    .option('--identity <file>', 'an age identity: with it this host also serves restores')
    .option('--metrics-address <ip:port>', 'serve /metrics to Prometheus there (default: metrics.address, else not)')
    .action((options: WorkerOptions, self: Command) => runWorkerCommand(options, self, io));
  addExample(command, 'redoubt worker --host db1');
}

async function runWorkerCommand(options: WorkerOptions, self: Command, io: CliIo): Promise<void> {
  const { host, identity, metricsAddress } = options;
  const { config, path } = loadConfig(configPlace(globalOptions(self), io));
  keepProcessLean();
  // Loaded here only: it brings Temporal's native core, which other commands start faster without.
  const { runWorker } = require('../worker/run-worker') as typeof RunWorker;
  const signal = io.interrupted();
  signal.addEventListener('abort', () => io.stderr.write('draining; once more ends it at once\n'), { once: true });
  await runWorker({
    config,
    signal,
    ...(host === undefined ? {} : { host }),
    ...(identity === undefined ? {} : { identityFile: resolve(io.cwd, identity) }),
    ...(metricsAddress === undefined ? {} : { metricsAddress }),
    onReady: (about) => io.stderr.write(`${readyLine(about)}; configuration ${path}\n`),
  });
}

function readyLine({ host, taskQueue, restoreQueue, address, namespace }: ReadyWorker): string {
  const queues = restoreQueue === null ? `task queue ${taskQueue}` : `task queues ${taskQueue} and ${restoreQueue}`;
  return `worker ${host} is ready: ${queues}, Temporal ${address}, namespace ${namespace}`;
}
