import { CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import type { Holder, KeeperResult } from '../src/domain/keeper';
import { failureCause } from './running/failure';
import { leaveAdmission } from './running/admission-signals';
import { hostTunedSignal, releaseSignal, type TunedHost } from './running/keeper-signals';
import { tellOfLostRun } from './running/notices';
import { activities, cleanUp, cleanUpOn } from './running/policies';

/**
 * Holds a database's name while a backup runs, and cleans up after it, however it ended: released at its end, or
 * cancelled by the parent close policy when it was terminated or timed out. The name is free once the database is clean.
 */
export async function keepDatabase(holder: Holder): Promise<KeeperResult> {
  let clean: boolean | undefined;
  const tuned = new Map<string, TunedHost>();
  setHandler(releaseSignal, (release) => {
    clean = release.clean;
  });
  setHandler(hostTunedSignal, (host) => void tuned.set(host.host, host));
  try {
    await condition(() => clean !== undefined);
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return CancellationScope.nonCancellable(async () => {
    if (clean === undefined) await tellOfLostRun(holder);
    // A turn is for a host's lane, which the clean-up needs no more. Who created nothing never asked for one.
    const turnGivenBack = clean === true ? undefined : leaveAdmission(holder.backupId);
    const hosts = [...tuned.values()].map((host) => undoOnHost(holder, host));
    const undone = await Promise.all(clean === true ? hosts : [undoInDatabase(holder), ...hosts]);
    await turnGivenBack;
    return {
      removed: undone.flatMap(({ removed }) => removed),
      leftBehind: undone.flatMap(({ leftBehind }) => leftBehind),
    };
  });
}

async function undoInDatabase(holder: Holder): Promise<KeeperResult> {
  try {
    const removed = await activities(cleanUp, `remove the export of ${holder.backupId}`).cleanUpDatabase(holder);
    return { removed, leftBehind: [] };
  } catch (error) {
    const { code, message } = failureCause(error);
    return { removed: [], leftBehind: [`export of ${holder.backupId} in ${holder.database}: ${code}: ${message}`] };
  }
}

async function undoOnHost({ backupId }: Holder, { host, taskQueue, tag }: TunedHost): Promise<KeeperResult> {
  try {
    const undo = activities(cleanUpOn(taskQueue), `restore the settings of ${host}`);
    const { changes, unavailable } = await undo.releaseAcceleration({ tag, backupId });
    return { removed: changes, leftBehind: unavailable };
  } catch (error) {
    const { message } = failureCause(error);
    return { removed: [], leftBehind: [`network settings of ${host}: left to the sweep of ${host} (${message})`] };
  }
}
