import type { Client } from '@temporalio/client';
import type { Turn } from '../../src/domain/admission/asking';
import { hasTurn, type BackupProgress } from '../../src/domain/backup-progress';
import type { Holder } from '../../src/domain/keeper';

/** Runs that have got past the admission: every running backup has a keeper, which names it. */
export async function findTurns(client: Client, taskQueue: string): Promise<readonly Turn[]> {
  const query = `WorkflowType = "keepDatabase" AND ExecutionStatus = "Running" AND TaskQueue = "${taskQueue}"`;
  const turns: Turn[] = [];
  for await (const { memo } of client.workflow.list({ query })) {
    // The memo is written by holdDatabase, from a Holder.
    const { workflowId, backupId } = memo as unknown as Holder;
    if (await isPast(client, workflowId)) turns.push({ workflowId, backupId });
  }
  return turns;
}

/** One that does not answer counts as running: the next look finds out whether it is over. */
async function isPast(client: Client, workflowId: string): Promise<boolean> {
  try {
    return hasTurn(await client.workflow.getHandle(workflowId).query<BackupProgress>('progress'));
  } catch {
    return true;
  }
}
