import type { WorkflowExecutionDescription } from '@temporalio/client';
import { heartbeatDetails, type PendingActivity } from '../../../activities/live-figures';

/** What a run waits for, in words: what its export says of itself, else why its current step is tried again. */
export function waitReason({ raw }: WorkflowExecutionDescription): string | null {
  const pending = raw.pendingActivities ?? [];
  const said = pending.map((activity) => heartbeatDetails(activity)['waitsFor']);
  const known = said.find((reason) => typeof reason === 'string');
  return known ?? pending.map(retryReason).find((reason) => reason !== null) ?? null;
}

function retryReason({ attempt, lastFailure }: PendingActivity): string | null {
  if (attempt == null || attempt <= 1 || lastFailure == null) return null;
  const code = lastFailure.applicationFailureInfo?.type;
  return `try ${attempt}, as ${code ? `${code}: ` : ''}${lastFailure.message ?? 'the last one failed'}`;
}
