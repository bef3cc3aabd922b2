import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { FoundTurn, Turn } from '../../src/domain/admission/asking';
import { hasTurn, type BackupProgress } from '../../src/domain/backup-progress';
import type { Holder } from '../../src/domain/keeper';
import { mapSome } from '../../src/domain/map-some';
import { lookedUpAtOnce } from './looked-up-at-once';

const answersWithinMs = 5000;

/**
 * Runs that have got past the admission: every running backup has a keeper, which names it.
 * @throws what Temporal answers where keepers cannot be listed: that nobody has a turn is never taken for granted
 */
export async function findTurns(client: Client, taskQueue: string): Promise<readonly FoundTurn[]> {
  const query = `WorkflowType = "keepDatabase" AND ExecutionStatus = "Running" AND TaskQueue = "${taskQueue}"`;
  const runs: Turn[] = [];
  for await (const { memo } of client.workflow.list({ query })) {
    // The memo is written by holdDatabase, from a Holder.
    const { workflowId, backupId } = memo as unknown as Holder;
    runs.push({ workflowId, backupId });
  }
  const found = await mapSome(runs, lookedUpAtOnce, (run) => turnOf(client, run));
  return found.flatMap((turn) => turn ?? []);
}

/**
 * One that does not answer is assumed to run: too few run for a while rather than too many. Should it wait, it says so when
 * it asks again; should it be over, the next look finds that out.
 */
async function turnOf(client: Client, run: Turn): Promise<FoundTurn | undefined> {
  try {
    const progress = await client.connection.withDeadline(Date.now() + answersWithinMs, () =>
      client.workflow.getHandle(run.workflowId).query<BackupProgress>('progress'),
    );
    return hasTurn(progress) ? run : undefined;
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? undefined : { ...run, isAssumed: true };
  }
}
