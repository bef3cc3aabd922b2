import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import type { BackupProgress } from '../../domain/backup-progress';
import type { BackupResult, Outcome } from '../../domain/backup-result';
import { describeError, isErrorCode, type ErrorCode } from '../../errors';
import type { BackupRun } from './backup-run';

/**
 * A backup's result, however it ended: what it answered, else what its failure has as details, else what the last
 * progress tells. Waits for the end.
 */
export async function outcomeOf(run: BackupRun, lastProgress: BackupProgress | undefined): Promise<BackupResult> {
  try {
    // backupDatabase answers this, and nothing else.
    return (await run.handle.result()) as BackupResult;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return resultOfFailure(run, error.cause, lastProgress);
  }
}

/** The exit code that goes with a result. */
export function exitCodeOf({ outcome, error }: BackupResult): number {
  if (outcome === 'sealed') return 0;
  if (outcome === 'cancelled') return describeError('CANCELLED').exitCode;
  return describeError(error?.code ?? 'EXPORT_FAILED').exitCode;
}

function resultOfFailure(run: BackupRun, cause: Error | undefined, progress?: BackupProgress): BackupResult {
  const outcome: Outcome =
    cause instanceof CancelledFailure || cause instanceof TerminatedFailure ? 'cancelled' : 'failed';
  const result = { ...resultSoFar(run, progress), ...detailsOf(cause), outcome };
  return { ...result, error: result.error ?? errorOf(cause) };
}

/** The workflow puts its result so far into the details of its failure. */
function detailsOf(cause: Error | undefined): Partial<BackupResult> {
  const details = cause instanceof ApplicationFailure || cause instanceof CancelledFailure ? cause.details : undefined;
  // Checked by the field that only a result has.
  return (details ?? []).find((detail): detail is BackupResult => typeof Object(detail).backupId === 'string') ?? {};
}

function errorOf(cause: Error | undefined): NonNullable<BackupResult['error']> {
  const message = cause?.message ?? 'the run ended without a word';
  const code = codeOf(cause);
  const hint: unknown = cause instanceof ApplicationFailure ? Object(cause.details?.at(-1)).hint : undefined;
  return { code, message, hint: typeof hint === 'string' ? hint : describeError(code).hint };
}

function codeOf(cause: Error | undefined): ErrorCode {
  if (cause instanceof ApplicationFailure && isErrorCode(cause.type)) return cause.type;
  if (cause instanceof CancelledFailure || cause instanceof TerminatedFailure) return 'CANCELLED';
  return cause instanceof TimeoutFailure ? 'EXPORT_INTERRUPTED' : 'INTERNAL';
}

function resultSoFar({ backupId, workflowId, database }: BackupRun, progress?: BackupProgress): BackupResult {
  const regions = progress?.regions ?? [];
  return {
    version: 1,
    backupId,
    workflowId,
    database,
    outcome: 'failed',
    bytes: progress?.bytesTotal ?? 0,
    sealedBytes: 0,
    files: 0,
    scn: null,
    attempts: progress?.attempt ?? 0,
    copies: regions.map(({ name, state, missingParts, reason }) => ({
      region: name,
      jurisdiction: '',
      state: state === 'waiting' || state === 'copying' ? 'incomplete' : state,
      missingParts,
      manifest: false,
      ...(reason === undefined ? {} : { reason }),
    })),
    phases: progress?.phases ?? [],
    warnings: progress?.warnings ?? [],
    repairWorkflowId: null,
    leftBehind: [],
    monitor: null,
    acceleration: null,
    deadline: null,
    pace: null,
  };
}
