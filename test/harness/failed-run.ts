import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BackupResult } from '../../src/domain/backup-result';

export interface FailedRun {
  /** The failure's type, as Temporal's UI shows it. */
  readonly code: string | null | undefined;
  readonly message: string;
  /** What the run says of itself; undefined where it failed before it knew anything. */
  readonly result: BackupResult | undefined;
  /** Names of activities that were tried more than once. */
  readonly retried: readonly string[];
}

/** Waits for a run that has to fail. */
export async function failureOf(handle: WorkflowHandle): Promise<FailedRun> {
  try {
    await handle.result();
  } catch (error) {
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    const { type, message, details } = error.cause;
    const [result] = (details ?? []) as BackupResult[];
    return { code: type, message, result, retried: await retriedActivities(handle) };
  }
  throw new Error(`workflow ${handle.workflowId} did not fail`);
}

async function retriedActivities(handle: WorkflowHandle): Promise<readonly string[]> {
  const events = (await handle.fetchHistory()).events ?? [];
  return events.flatMap(({ activityTaskStartedEventAttributes: started }) => {
    if (started == null || (started.attempt ?? 1) <= 1) return [];
    const scheduled = events.find(({ eventId }) => String(eventId) === String(started.scheduledEventId));
    return scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? [];
  });
}
