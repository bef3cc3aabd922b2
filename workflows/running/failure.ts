import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { BackupError, describeError, isErrorCode, type ErrorCode } from '../../src/errors';

export interface FailureCause {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** The code, the message and the hint behind an activity's, a child's or our own failure. */
export function failureCause(error: unknown): FailureCause {
  let cause = error;
  while ((cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) && cause.cause !== undefined) {
    cause = cause.cause;
  }
  if (cause instanceof BackupError) return { code: cause.code, message: cause.message, hint: cause.hint };
  if (cause instanceof ApplicationFailure && isErrorCode(cause.type)) return fromApplicationFailure(cause, cause.type);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isCancellation(error)) return withTableHint('CANCELLED', message);
  if (cause instanceof TimeoutFailure) return withTableHint('EXPORT_INTERRUPTED', `timed out: ${message}`);
  return withTableHint('INTERNAL', message);
}

/** The error interceptor puts a better hint than the table's into the details. */
function fromApplicationFailure(failure: ApplicationFailure, code: ErrorCode): FailureCause {
  const hint = failure.details?.find(
    (detail): detail is { hint: string } => typeof Object(detail).hint === 'string',
  )?.hint;
  return { ...withTableHint(code, failure.message), ...(hint === undefined ? {} : { hint }) };
}

function withTableHint(code: ErrorCode, message: string): FailureCause {
  return { code, message, hint: describeError(code).hint };
}

/**
 * What a workflow throws: a Temporal failure whose type is the code (any other error is taken for a defect and retried
 * for ever), with what is known so far as its details. Cancellation stays cancellation.
 */
export function toFailure(error: unknown, ...details: readonly unknown[]): unknown {
  if (isCancellation(error)) return error;
  const { code, message } = failureCause(error);
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    details: [...details],
    ...(error instanceof Error && !(error instanceof BackupError) ? { cause: error } : {}),
  });
}

/** Runs what only computes, and turns a BackupError into a failure of the workflow. */
export function checked<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw toFailure(error);
  }
}
