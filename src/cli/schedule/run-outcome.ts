import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type ScheduleExecutionResult,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

/** How a run of a schedule went. */
export interface RunOutcome {
  /** ISO 8601: when it was due, and when it was started. */
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly workflowId: string;
  /** Temporal's word in lower case; `forgotten` where the namespace's retention is over. */
  readonly status: string;
  /** Of a failed run: its code, see docs/errors.md. */
  readonly code?: string;
}

/** Asks Temporal what became of a run. */
export async function outcomeOf(
  client: Client,
  { scheduledAt, takenAt, action }: ScheduleExecutionResult,
): Promise<RunOutcome> {
  const { workflowId, firstExecutionRunId } = action.workflow;
  const known = { scheduledAt: scheduledAt.toISOString(), startedAt: takenAt.toISOString(), workflowId };
  try {
    const description = await client.workflow.getHandle(workflowId, firstExecutionRunId).describe();
    const status = description.status.name.toLowerCase();
    if (status !== 'failed') return { ...known, status };
    const code = await failureCode(client, workflowId, description.runId);
    return code === undefined ? { ...known, status } : { ...known, status, code };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { ...known, status: 'forgotten' };
    throw error;
  }
}

async function failureCode(client: Client, workflowId: string, runId: string): Promise<string | undefined> {
  try {
    await client.workflow.getHandle(workflowId, runId).result();
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.cause instanceof ApplicationFailure ? (error.cause.type ?? undefined) : undefined;
  }
}
