import { CancellationScope, condition, defineSignal, isCancellation, setHandler } from '@temporalio/workflow';
import type { Holder, KeeperResult } from '../src/domain/keeper';
import { failureCause } from './running/failure';
import { activities, cleanUp } from './running/policies';

/** The run is over; `clean`: it created nothing in the database. */
export const releaseSignal = defineSignal<[{ readonly clean: boolean }]>('release');

/**
 * Holds a database's name while a backup runs, and cleans up after it, however it ended: released at its end, or
 * cancelled by the parent close policy when it was terminated or timed out. The name is free once the database is clean.
 */
export async function keepDatabase(holder: Holder): Promise<KeeperResult> {
  let clean: boolean | undefined;
  setHandler(releaseSignal, (release) => {
    clean = release.clean;
  });
  try {
    await condition(() => clean !== undefined);
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  if (clean === true) return { removed: [], leftBehind: [] };
  return CancellationScope.nonCancellable(() => undo(holder));
}

async function undo(holder: Holder): Promise<KeeperResult> {
  try {
    const removed = await activities(cleanUp, `remove the export of ${holder.backupId}`).cleanUpDatabase(holder);
    return { removed, leftBehind: [] };
  } catch (error) {
    const { code, message } = failureCause(error);
    return { removed: [], leftBehind: [`export of ${holder.backupId} in ${holder.database}: ${code}: ${message}`] };
  }
}
