import { ApplicationFailure, type Context } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { BackupError } from '../errors';

/** What is not in the table of errors may be a passing condition of the host (no file handles, no memory) or a defect. */
const triesOfTheUnknown = 5;

/**
 * Turns what an activity throws into what Temporal understands: type = code of the error table, retried or not as the
 * table says, the hint as a detail.
 */
export function errorInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw toActivityFailure(error, context.info.attempt);
        }
      },
    },
  };
}

function toActivityFailure(error: unknown, attempt: number): unknown {
  if (error instanceof BackupError) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !error.retryable,
      details: [...error.details, { hint: error.hint }],
      cause: error,
    });
  }
  const known = error instanceof TemporalFailure || (error instanceof Error && error.name === 'CancelledFailure');
  if (known || attempt < triesOfTheUnknown) return error;
  return ApplicationFailure.create({
    type: 'INTERNAL',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    nonRetryable: true,
    ...(error instanceof Error ? { cause: error } : {}),
  });
}
