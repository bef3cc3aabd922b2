import type { Client } from '@temporalio/client';
import { keeperId, type Holder } from '../src/domain/keeper';
import { runEnd } from './run-end';

/**
 * The last backup of a database, where it failed; null where it was sealed, or nothing is known. By the database's keepers,
 * which Temporal lists without any search attribute of ours; a backup does not depend on the answer.
 */
export async function lastFailure(
  client: Client,
  { database, backupId }: { readonly database: string; readonly backupId: string },
): Promise<string | null> {
  try {
    const query = `WorkflowId = '${keeperId(database)}' AND ExecutionStatus != 'Running'`;
    for await (const { memo } of client.workflow.list({ query, pageSize: looksBack })) {
      // The memo is written by holdDatabase, from a Holder.
      const holder = memo as unknown as Holder;
      if (holder.backupId === backupId) continue;
      const end = await runEnd(client, holder);
      return end === 'failed' || end === 'terminated' || end === 'timed out' ? holder.backupId : null;
    }
  } catch {
    // A night of its own is better news than none.
  }
  return null;
}

const looksBack = 3;
