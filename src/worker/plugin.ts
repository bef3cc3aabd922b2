import { SimplePlugin } from '@temporalio/plugin';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import { configOf, createRedoubtWorkers, type RedoubtWorkerOptions, type RedoubtWorkers } from './redoubt-workers';

export type RedoubtPluginOptions = RedoubtWorkerOptions;

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
