import { defaultPayloadConverter } from '@temporalio/common';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { backupIdOf, backupIdSchema, startOfBackup } from '../../domain/backup-id';
import { BackupError } from '../../errors';

export const backupWorkflowType = 'backupDatabase';

/** A run of `backupDatabase`. */
export interface BackupRun {
  readonly handle: WorkflowHandle;
  readonly workflowId: string;
  readonly backupId: string;
  readonly database: string;
  readonly status: WorkflowExecutionDescription['status']['name'];
  readonly startedAt: Date;
}

/**
 * Finds a run by the backup's id or the workflow's.
 * @throws BackupError WORKFLOW_NOT_FOUND
 */
export async function findBackupRun(client: Client, id: string): Promise<BackupRun> {
  const run = backupIdSchema.safeParse(id).success ? await findByBackupId(client, id) : await describeRun(client, id);
  if (run !== undefined) return run;
  throw new BackupError('WORKFLOW_NOT_FOUND', `Temporal has no run of a backup "${id}"`);
}

/**
 * The backup that runs now.
 * @throws BackupError WORKFLOW_NOT_FOUND where none runs, USAGE where several do: it names them.
 */
export async function findOnlyRun(client: Client): Promise<BackupRun> {
  const [only, ...others] = await listRunning(client);
  if (only === undefined) throw new BackupError('WORKFLOW_NOT_FOUND', 'no backup runs');
  if (others.length === 0) return findBackupRun(client, only.workflowId);
  const names = [only, ...others].map(({ backupId, database }) => `${backupId} (${database})`);
  throw new BackupError('USAGE', `${names.length} backups run; name one: ${names.join(', ')}`);
}

/**
 * Asks something of a run that is on its way.
 * @throws BackupError WORKFLOW_NOT_FOUND where it has ended, INVALID_REQUEST with what the run has against it
 */
export async function askRun<T>({ backupId, handle, status }: BackupRun, ask: (handle: WorkflowHandle) => Promise<T>) {
  const ended = (how: string, cause?: unknown): BackupError =>
    new BackupError('WORKFLOW_NOT_FOUND', `backup ${backupId} has ended already${how}`, { cause });
  if (status !== 'RUNNING') throw ended(` (${status.toLowerCase()})`);
  try {
    return await ask(handle);
  } catch (error) {
    // Between the look and the question.
    if (error instanceof WorkflowNotFoundError) throw ended('', error);
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    const why = error.cause?.message ?? error.message;
    throw new BackupError('INVALID_REQUEST', `backup ${backupId} refuses: ${why}`, { cause: error });
  }
}

/** Undefined where there is none, or it is no backup. */
export async function describeRun(client: Client, workflowId: string, runId?: string): Promise<BackupRun | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const description = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  if (description?.type !== backupWorkflowType) return undefined;
  return {
    handle,
    workflowId,
    backupId: backupIdOf(description.startTime, firstRunOf(description)),
    database: await databaseOf(handle, description),
    status: description.status.name,
    startedAt: description.startTime,
  };
}

function firstRunOf({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}

/** The id holds the second of the start and the end of the run's id: Temporal lists by the first, we look for the other. */
async function findByBackupId(client: Client, backupId: string): Promise<BackupRun | undefined> {
  const from = startOfBackup(backupId);
  const until = new Date(from.getTime() + 1000);
  const query =
    `WorkflowType = '${backupWorkflowType}' AND ` +
    `StartTime >= '${from.toISOString()}' AND StartTime < '${until.toISOString()}'`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const run = await describeRun(client, workflowId, runId);
    if (run?.backupId === backupId) return run;
  }
  return undefined;
}

/** The request is the first event's input. */
async function databaseOf(handle: WorkflowHandle, { memo }: WorkflowExecutionDescription): Promise<string> {
  if (typeof memo?.['database'] === 'string') return memo['database'];
  const { workflowService } = handle.client.connection;
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: handle.client.options.namespace,
    execution: { workflowId: handle.workflowId },
    maximumPageSize: 1,
  });
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  const input = payload == null ? undefined : defaultPayloadConverter.fromPayload<unknown>(payload);
  const database: unknown = Object(input)['database'];
  return typeof database === 'string' ? database : '';
}

/** A backup that runs now. */
export interface RunningBackup {
  readonly backupId: string;
  readonly workflowId: string;
  readonly database: string;
  readonly startedAt: string;
}

export async function listRunning(client: Client): Promise<readonly RunningBackup[]> {
  const query = `WorkflowType = '${backupWorkflowType}' AND ExecutionStatus = 'Running'`;
  const running: RunningBackup[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const run = await describeRun(client, workflowId, runId);
    if (run?.status !== 'RUNNING') continue;
    const { backupId, database, startedAt } = run;
    running.push({ backupId, workflowId, database, startedAt: startedAt.toISOString() });
  }
  return running;
}
