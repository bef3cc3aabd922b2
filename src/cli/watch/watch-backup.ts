import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { startingProgress, withLiveFigures, type BackupProgress } from '../../domain/backup-progress';
import type { BackupRun } from '../backup/backup-run';
import { readLiveFigures } from '../../../activities/live-figures';
import { waitReason } from '../backup/wait-reason';

/** How a backup stands at one moment, both views put together. */
export interface BackupSight {
  readonly progress: BackupProgress;
  /** The workflow's own view; undefined where no worker answered for it. */
  readonly reported: BackupProgress | undefined;
  readonly bytesPerSecond: number | null;
  /** No worker has taken the run's next step for some seconds: since then. */
  readonly unattendedSince: Date | null;
  /** Why it does not go on just now; null when it does. */
  readonly waitsFor: string | null;
  readonly isRunning: boolean;
}

const unattendedAfterMs = 3000;
const queryTimeoutMs = 3000;

/**
 * One look at a backup.
 * @param last what an earlier look saw: it stands in while no worker answers.
 */
export async function lookAt(client: Client, run: BackupRun, last?: BackupProgress): Promise<BackupSight> {
  const description = await run.handle.describe();
  const waitingSince = unattendedSince(description);
  const isRunning = description.status.name === 'RUNNING';
  const reported = waitingSince === null ? await queryProgress(client, run) : undefined;
  const known = reported ?? last ?? startingProgress(run.database, run.backupId, run.startedAt);
  const ended = { progress: known, reported, bytesPerSecond: null, unattendedSince: null, waitsFor: null, isRunning };
  if (!isRunning) return ended;
  const live = await readLiveFigures(client, description);
  return {
    progress: waitingSince === null ? withLiveFigures(known, live) : { ...known, phase: 'waiting for a worker' },
    reported,
    bytesPerSecond: live.bytesPerSecond,
    unattendedSince: waitingSince,
    waitsFor: waitReason(description),
    isRunning,
  };
}

/** A step that no worker has taken: it was scheduled some seconds ago, and not started. */
function unattendedSince({ raw }: WorkflowExecutionDescription): Date | null {
  const task = raw.pendingWorkflowTask;
  const scheduled = task?.originalScheduledTime ?? task?.scheduledTime;
  if (task == null || task.startedTime != null || scheduled == null) return null;
  const since = new Date(Number(scheduled.seconds ?? 0) * 1000);
  return Date.now() - since.getTime() > unattendedAfterMs ? since : null;
}

/** Undefined when nobody answers in time: the run is new, or its workers are gone. */
async function queryProgress(client: Client, { handle }: BackupRun): Promise<BackupProgress | undefined> {
  try {
    return await client.connection.withDeadline(Date.now() + queryTimeoutMs, () =>
      handle.query<BackupProgress>('progress'),
    );
  } catch {
    // A look that fails is followed by another one; the run itself is judged by its result.
    return undefined;
  }
}
