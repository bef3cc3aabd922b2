import type { WorkflowHandle } from '@temporalio/client';
import { waitFor } from './wait-for';

/** Waits until an activity of a run has failed and will be tried again. @returns the code of its failure */
export function firstRetry(handle: WorkflowHandle): Promise<string> {
  return waitFor('an activity to be tried again', async () => {
    const { raw } = await handle.describe();
    const failed = raw.pendingActivities?.find(({ attempt }) => (attempt ?? 0) > 1);
    return failed?.lastFailure?.applicationFailureInfo?.type ?? undefined;
  });
}
