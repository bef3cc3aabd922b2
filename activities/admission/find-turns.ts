import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Turn } from '../../src/domain/admission/asking';
import { hasTurn, type BackupProgress } from '../../src/domain/backup-progress';
import type { Holder } from '../../src/domain/keeper';
import { mapSome } from '../../src/domain/map-some';
import { lookedUpAtOnce } from './looked-up-at-once';

const answersWithinMs = 5000;

/**
 * Runs that have got past the admission: every running backup has a keeper, which names it.
 * @throws what Temporal answers where keepers cannot be listed: that nobody has a turn is never taken for granted
 */
export async function findTurns(client: Client, taskQueue: string): Promise<readonly Turn[]> {
  const query = `WorkflowType = "keepDatabase" AND ExecutionStatus = "Running" AND TaskQueue = "${taskQueue}"`;
  const runs: Turn[] = [];
  for await (const { memo } of client.workflow.list({ query })) {
    // The memo is written by holdDatabase, from a Holder.
    const { workflowId, backupId } = memo as unknown as Holder;
    runs.push({ workflowId, backupId });
  }
  const past = await mapSome(runs, lookedUpAtOnce, ({ workflowId }) => isPast(client, workflowId));
  return runs.filter((_, i) => past[i] === true);
}

/**
 * One that does not answer counts as running: too few run for a while rather than too many. Should it wait, it has its turn
 * when it asks again; should it be over, the next look finds that out.
 */
async function isPast(client: Client, workflowId: string): Promise<boolean> {
  try {
    const progress = await client.connection.withDeadline(Date.now() + answersWithinMs, () =>
      client.workflow.getHandle(workflowId).query<BackupProgress>('progress'),
    );
    return hasTurn(progress);
  } catch (error) {
    return !(error instanceof WorkflowNotFoundError);
  }
}
