import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Holder } from '../src/domain/keeper';

/** `completed`, `failed`, `terminated`, `timed out`, `running`, …; `unknown` where Temporal has forgotten the run. */
export async function runEnd(client: Client, holder: Holder): Promise<string> {
  const { workflowId, firstExecutionRunId } = holder;
  try {
    const latest = await client.workflow.getHandle(workflowId).describe();
    const isOurs = latest.raw.workflowExecutionInfo?.firstRunId === firstExecutionRunId;
    const run = isOurs ? latest : await client.workflow.getHandle(workflowId, firstExecutionRunId).describe();
    return run.status.name.toLowerCase().replaceAll('_', ' ');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
