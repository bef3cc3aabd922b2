import { setTimeout as delay } from 'node:timers/promises';
import { BackupError } from '../../errors';

export interface RetryLimits {
  readonly attempts: number;
  /** No attempt begins later than this after the first one began. */
  readonly withinMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** About 12 s in all: what one object may take before others are more important. */
export const objectRetries: RetryLimits = { attempts: 5, withinMs: 12_000, firstDelayMs: 250, maxDelayMs: 4000 };

export interface RetryOptions {
  readonly limits?: RetryLimits;
  readonly signal?: AbortSignal | undefined;
  /** Asked before each further attempt. */
  readonly isWorthIt?: () => boolean;
}

/**
 * Runs `work` (it is told which attempt it is, from 1) again while it fails with a code that the table of errors calls retryable, after a delay that doubles, of
 * which half is random (so that workers that failed together do not come back together). Other errors, and the last
 * one, are thrown as they are; an abort is thrown with the signal's reason.
 */
export async function withRetries<T>(work: (attempt: number) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { limits = objectRetries, signal, isWorthIt = () => true } = options;
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof BackupError) || !error.retryable || attempt >= limits.attempts) throw error;
      const fullMs = Math.min(limits.maxDelayMs, limits.firstDelayMs * 2 ** (attempt - 1));
      const delayMs = fullMs / 2 + (Math.random() * fullMs) / 2;
      if (performance.now() + delayMs - startedAt > limits.withinMs) throw error;
      await pause(delayMs, signal);
      if (!isWorthIt()) throw error;
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(delayMs, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    // The caller's own reason, not the timer's.
    signal?.throwIfAborted();
    throw error;
  });
}
