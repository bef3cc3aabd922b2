import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Turn } from '../../src/domain/admission/asking';
import { isBackupOfRun } from '../../src/domain/backup-id';
import { mapSome } from '../../src/domain/map-some';
import { lookedUpAtOnce } from './looked-up-at-once';

/** Backup ids of the turns whose runs are over. @throws what Temporal answers: nothing is taken for over by mistake */
export async function turnsOver(client: Client, held: readonly Turn[]): Promise<readonly string[]> {
  const open = await mapSome(held, lookedUpAtOnce, (turn) => isOpen(client, turn));
  return held.filter((_, i) => open[i] === false).map(({ backupId }) => backupId);
}

/** The workflow's id may have been taken by a later run, which is another backup. */
async function isOpen(client: Client, { workflowId, backupId }: Turn): Promise<boolean> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    const firstRunId = raw.workflowExecutionInfo?.firstRunId ?? '';
    return status.name === 'RUNNING' && isBackupOfRun(backupId, firstRunId);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
