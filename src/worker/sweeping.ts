import { Runtime } from '@temporalio/worker';
import { sweep } from '../../activities/database';
import { findKeeper } from '../../activities/ownership';
import { endOrphanedMonitors } from '../monitor/orphan-sweep';
import { listSeriesFiles, removeSeriesFile } from '../monitor/series-file';
import type { ProcessParts } from './process-parts';

const everyMs = 3600_000;

export interface Sweeping {
  /** Lets a sweep that runs come to its end. */
  stop(): Promise<void>;
}

type SweptParts = Pick<ProcessParts, 'settings' | 'client' | 'hostTuning' | 'watching'>;

/**
 * Sweeps every database and this host at a worker's start and hourly: what a lost Temporal, a Terminate or a power cut
 * left behind goes, also when no backup comes. A sweep that fails is logged, and tried again an hour later.
 */
export function startSweeping(parts: SweptParts): Sweeping {
  const stopping = new AbortController();
  let running = Promise.resolve();
  const sweepAll = (): void => {
    running = running.then(async () => {
      await logged('this host', () => sweepHost(parts));
      for (const database of parts.settings.databases()) {
        if (stopping.signal.aborted) return;
        const context = { settings: parts.settings, client: parts.client, database, signal: stopping.signal };
        await logged(database, () => sweep(context));
      }
    });
  };
  sweepAll();
  const timer = setInterval(sweepAll, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

/** Settings of the kernel, bpftrace processes and samples of backups that run no more. */
async function sweepHost({ settings, client, hostTuning, watching }: SweptParts): Promise<{ warnings: string[] }> {
  const { tag } = settings;
  const isOpen = async (backupId: string): Promise<boolean> => {
    const keepers = await Promise.all(settings.databases().map((name) => findKeeper(client, name)));
    return keepers.some((keeper) => keeper?.holder.backupId === backupId);
  };
  const ended = endOrphanedMonitors(tag);
  const tuned = await hostTuning.sweep(tag, isOpen);
  for (const file of listSeriesFiles(watching.seriesFolder, tag)) {
    if (!(await isOpen(file.backupId))) removeSeriesFile(watching.seriesFolder, file);
  }
  return {
    warnings: [
      ...ended.map((pid) => `ended bpftrace ${pid}, whose worker is gone`),
      ...tuned.changes.map((change) => `put back ${change}`),
      ...tuned.unavailable,
    ],
  };
}

async function logged(what: string, work: () => Promise<{ readonly warnings: readonly string[] }>): Promise<void> {
  const { logger } = Runtime.instance();
  try {
    const { warnings } = await work();
    for (const warning of warnings) logger.warn(`sweep: ${warning}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    logger.warn(`sweep of ${what} did not succeed; it is tried again in an hour: ${message}`);
  }
}
