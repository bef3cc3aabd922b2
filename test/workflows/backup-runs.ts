import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { BackupProgress } from '../../src/domain/backup-progress';
import type { BackupResult } from '../../src/domain/backup-result';
import { taskQueue, type WorkflowLab } from './workflow-lab';

/** Starts a backup of a database of the test's own, so that tests do not meet each other's keepers. */
export function startBackup(
  lab: WorkflowLab,
  database: string,
  input: unknown = { database },
): Promise<WorkflowHandle> {
  const workflowId = `${database}-${randomUUID()}`;
  return lab.client.workflow.start('backupDatabase', { taskQueue, workflowId, args: [input] });
}

export const resultOf = async (handle: WorkflowHandle): Promise<BackupResult> =>
  (await handle.result()) as BackupResult;

/** The failure of a run: its code, its message and the result so far. */
export async function failureOf(
  handle: WorkflowHandle,
): Promise<{ type: string; message: string; result: BackupResult }> {
  const error = await handle.result().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError)) throw new Error('the run did not fail');
  // toFailure made it: an ApplicationFailure with the result as its details.
  const cause = error.cause as unknown as { type: string; message: string; details: [BackupResult] };
  return { type: cause.type, message: cause.message, result: cause.details?.[0] };
}

/** `NONE` where there is no such workflow. */
export function statusOf(lab: WorkflowLab, id: string): Promise<string> {
  const described = lab.client.workflow.getHandle(id).describe();
  return described.then(
    ({ status }) => status.name,
    () => 'NONE',
  );
}

export const progressOf = (handle: WorkflowHandle): Promise<BackupProgress> => handle.query<BackupProgress>('progress');
