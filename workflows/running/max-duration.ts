import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { BackupError } from '../../src/errors';

/** When a backup gives up reaching its quorum, in ms since the epoch. */
export const givesUpAt = (plan: BackupPlan): number => Date.parse(plan.startedAt) + plan.maxDurationMs;

/**
 * Runs work that keeps trying, for as long as the backup may try at all.
 * @throws BackupError QUORUM_NOT_REACHED when the time is over
 */
export async function withinMaxDuration<T>(plan: BackupPlan, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  const clock = new CancellationScope();
  let isOver = false;
  const timer = clock
    .run(() => sleep(Math.max(1, givesUpAt(plan) - Date.now())))
    .then(
      () => {
        isOver = true;
        scope.cancel();
      },
      () => undefined,
    );
  try {
    return await scope.run(work);
  } catch (error) {
    if (!isOver || !isCancellation(error)) throw error;
    throw new BackupError(
      'QUORUM_NOT_REACHED',
      `no region took all parts of ${plan.backupId} within ${plan.maxDurationMs / 60_000} minutes`,
    );
  } finally {
    clock.cancel();
    await timer;
  }
}
