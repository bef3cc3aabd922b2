import { setTimeout as pause } from 'node:timers/promises';
import type { BackupProgress } from '../../domain/backup-progress';
import type { BackupResult } from '../../domain/backup-result';
import { outcomeOf } from '../backup/backup-outcome';
import type { BackupRun } from '../backup/backup-run';
import type { ProgressView } from './progress-view';
import { isTemporalError, type TemporalAccess } from '../temporal-client';
import { lookAt } from './watch-backup';

const lookEveryMs = 1000;

export interface FollowOptions {
  readonly view: ProgressView;
  /** Aborted: stop looking; the backup goes on. */
  readonly signal: AbortSignal;
}

/**
 * Shows a backup until it ends, also over a restart of Temporal: the run is durable, and so is the wait for it.
 * @returns its result; undefined when the signal ended the wait.
 */
export async function followBackup(
  { client, settings }: TemporalAccess,
  run: BackupRun,
  { view, signal }: FollowOptions,
): Promise<BackupResult | undefined> {
  let last: BackupProgress | undefined;
  try {
    while (!signal.aborted) {
      const sight = await unlessAborted(
        whenReachable(() => lookAt(client, run, last)),
        signal,
      );
      if (signal.aborted) break;
      last = sight?.reported ?? last;
      if (sight === undefined)
        view.note(`Temporal at ${settings.address} does not answer; the backup goes on by itself`);
      else if (sight.isRunning) view.show(sight, settings.taskQueue);
      else {
        const result = await whenReachable(() => outcomeOf(run, last));
        if (result !== undefined) return result;
      }
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  } finally {
    view.close();
  }
}

/** Undefined when Temporal does not answer just now. */
async function whenReachable<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isTemporalError(error)) return undefined;
    throw error;
  }
}

/** What the work answers; undefined as soon as the signal aborts: whoever leaves does not wait for Temporal. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const leave = (): void => resolve(undefined);
  signal.addEventListener('abort', leave, { once: true });
  // Once nobody waits for it any more, its failure is nobody's.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
