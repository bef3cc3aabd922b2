import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { sweep } from '../../activities/database';
import type { Settings } from '../../activities/settings';

const everyMs = 3600_000;

export interface Sweeping {
  /** Lets a sweep that runs come to its end. */
  stop(): Promise<void>;
}

/**
 * Sweeps every database at a worker's start and hourly: what a lost Temporal, a Terminate or a power cut left behind
 * goes, also when no backup comes. A sweep that fails is logged, and tried again an hour later.
 */
export function startSweeping({ settings, client }: { settings: Settings; client: Client }): Sweeping {
  const stopping = new AbortController();
  let running = Promise.resolve();
  const sweepAll = (): void => {
    running = running.then(async () => {
      for (const database of settings.databases()) {
        if (stopping.signal.aborted) return;
        await sweepOne({ settings, client, database, signal: stopping.signal });
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

async function sweepOne(context: Parameters<typeof sweep>[0]): Promise<void> {
  const { logger } = Runtime.instance();
  try {
    const { warnings } = await sweep(context);
    for (const warning of warnings) logger.warn(`sweep: ${warning}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    logger.warn(`sweep of ${context.database} did not succeed; it is tried again in an hour: ${message}`);
  }
}
