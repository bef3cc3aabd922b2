import {
  ApplicationFailure,
  CancellationScope,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
} from '@temporalio/workflow';
import type { BackupRequest, BackupResult } from 'redoubt-backup';
import type * as activities from './activities';

/** Safe to run twice, as migrations are: it is tried again where a worker dies, and gives up after the third failure. */
const { migrate } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
});

export interface MigrationRequest {
  readonly database: string;
  readonly release: string;
}

export interface MigrationResult {
  readonly backup: BackupResult;
  readonly migrated: string;
}

/**
 * Backs the database up, and migrates it only if that backup is sealed: whole in as many regions as its configuration asks
 * for, and committed. Fails with the type `NOT_BACKED_UP`, and nothing migrated, where it is not.
 */
export async function migrateAfterBackup({ database, release }: MigrationRequest): Promise<MigrationResult> {
  const backup = await backUp(database, release);
  if (backup.outcome !== 'sealed') throw notBackedUp(`the backup of ${database} ended as ${backup.outcome}`);
  return { backup, migrated: await migrate(release) };
}

async function backUp(database: string, release: string): Promise<BackupResult> {
  // The window for the migration opens in an hour. A backup that is later than that is of no use to it: `fail` ends it,
  // or refuses it before its export where the backups before it say that it cannot be done.
  const request: BackupRequest = { database, deadline: 'PT1H', policy: 'fail' };
  try {
    return await executeChild<(request: BackupRequest) => Promise<BackupResult>>('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `before-release-${release}-of-${database}`,
      args: [request],
      // Whoever cancels or terminates the migration ends the backup with it, and the backup cleans up.
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
  } catch (error) {
    // This workflow itself is cancelled: it ends as that.
    if (CancellationScope.current().consideredCancelled) throw error;
    throw notBackedUp(`the backup of ${database} failed: ${innermostMessage(error)}`);
  }
}

const notBackedUp = (why: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`${why}; nothing was migrated`, 'NOT_BACKED_UP');

/** A child's failure is wrapped: what the backup says of itself is at the bottom. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
}
