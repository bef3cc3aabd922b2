import { isGrpcServiceError, type ScheduleDescription, type ScheduleHandle } from '@temporalio/client';
import { BackupError } from '../../errors';

const attempts = 5;
/** What gRPC calls it where a server refuses a stale conflict token aloud. */
const failedPrecondition = [9];

/**
 * Changes a schedule as it was read. A change that somebody made since then is kept: Temporal then drops ours, most servers
 * without a word, so that it is looked for, and made again. Of two changes that reach a schedule before it has looked at
 * the first, Temporal (1.29) keeps the second only, whatever token it has: of that nothing can be seen afterwards, except
 * where it was ours that was lost.
 * @param next what is to be written, with the conflict token of the description; undefined where nothing is, or no more.
 * @throws BackupError SCHEDULE_CHANGED where it never holds.
 */
export async function untilItHolds(
  handle: ScheduleHandle,
  next: (there: ScheduleDescription) => (() => Promise<unknown>) | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const write = next(await handle.describe());
    if (write === undefined) return;
    await write().catch((error: unknown) => {
      if (!isStale(error)) throw error;
    });
  }
  throw new BackupError(
    'SCHEDULE_CHANGED',
    `schedule "${handle.scheduleId}" changes all the time: it is left as it is`,
  );
}

function isStale(error: unknown): boolean {
  const reason = isGrpcServiceError(error) ? error : error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(reason) && failedPrecondition.includes(reason.code);
}
