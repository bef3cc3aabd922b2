import { isGrpcServiceError, ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';
import { BackupError } from '../../errors';

/** Runs a call about one schedule, and says in the table's words what Temporal has against it. */
export async function askSchedule<T>(scheduleId: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw explain(scheduleId, error);
  }
}

/** Temporal's server checks times again; its client throws a TypeError where they are refused. */
function explain(scheduleId: string, cause: unknown): unknown {
  if (cause instanceof ScheduleAlreadyRunning) {
    return new BackupError('SCHEDULE_EXISTS', `there is a schedule "${scheduleId}" already`, { cause });
  }
  if (cause instanceof ScheduleNotFoundError) {
    return new BackupError('SCHEDULE_NOT_FOUND', `Temporal has no schedule "${scheduleId}"`, { cause });
  }
  const refusal = refusalOf(cause);
  return refusal === undefined
    ? cause
    : new BackupError('INVALID_SCHEDULE', `Temporal refuses schedule "${scheduleId}": ${refusal}`, { cause });
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof TypeError) return error.message;
  const reason = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(reason) && reason.message.startsWith('3 INVALID_ARGUMENT') ? reason.details : undefined;
}
