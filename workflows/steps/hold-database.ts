import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { Outcome } from '../../src/domain/backup-result';
import { BackupError } from '../../src/errors';
import { toFailure } from '../running/failure';
import { keeperId, type Holder } from '../../src/domain/keeper';
import { keepDatabase } from '../keep-database';
import { activities, cleanUp, longRunning } from '../running/policies';

/**
 * Takes the database's name for this run.
 * @throws DATABASE_BUSY, with the workflow that holds it.
 */
export async function holdDatabase(database: string, backupId: string): Promise<Holder> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const holder: Holder = { database, backupId, workflowId, firstExecutionRunId };
  for (;;) {
    try {
      // Cancelling the backup must not reach the keeper: it would clean up while the steps still end.
      await CancellationScope.nonCancellable(() =>
        startChild(keepDatabase, {
          workflowId: keeperId(database),
          args: [holder],
          memo: { ...holder },
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
          staticSummary: `keeps ${database} for backup ${backupId}`,
        }),
      );
      return holder;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await takeOver(holder);
    }
  }
}

/** The keeper of a run that is over, or of ours before a Reset, is told to clean up and go; anyone else's is respected. */
async function takeOver(holder: Holder): Promise<void> {
  const { busyWith } = await activities(longRunning, `who holds ${holder.database}?`).evictKeeper(holder);
  if (busyWith === undefined) return;
  const { backupId, workflowId } = busyWith;
  throw toFailure(
    new BackupError(
      'DATABASE_BUSY',
      `${holder.database} is being backed up already: backup ${backupId}, workflow ${workflowId}`,
    ),
  );
}

/** Ends the keeper and waits for its clean-up, also when the backup was cancelled. */
export function releaseDatabase(
  holder: Holder,
  end: { readonly clean: boolean; readonly outcome: Outcome },
): Promise<readonly string[]> {
  return CancellationScope.nonCancellable(async () => {
    const patient = { ...cleanUp, startToCloseTimeout: '2h', scheduleToCloseTimeout: '2h' } as const;
    const { leftBehind } = await activities(patient, `clean up in ${holder.database}`).releaseKeeper({
      holder,
      ...end,
    });
    return leftBehind;
  });
}
