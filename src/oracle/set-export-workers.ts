import type { BackupPlan } from '../domain/backup-plan';
import type { DatabaseTarget } from '../domain/database-target';
import { exportNames } from '../domain/export-names';
import { setParallelBlock } from './data-pump-block';
import { namesError, readableStack } from './errors';
import { readJobState, runBlock } from './export-jobs';
import { sleep } from './interruptible';
import { withSession } from './session';

/** What became of the wish for more or fewer workers. None of them is an error of the backup. */
export type WorkersSet = { readonly kind: 'set' } | { readonly kind: 'not set'; readonly reason: string };

export interface WorkersOrder {
  readonly attempt: number;
  /** Data Pump workers from now on. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** A job that is being defined runs in seconds; one that is not there yet is given as long. */
const executingWithinMs = 30_000;
/** It ended, or was stopped, between the look and the call. */
const endedMeanwhile = ['ORA-31623', 'ORA-31626', 'ORA-31638', 'ORA-39004', 'ORA-39016', 'ORA-39025'];

/**
 * Gives a running export another number of workers. It attaches only to a job that its view says is EXECUTING, and only
 * for the change: an ATTACH to a job that has ended would bring its control process back.
 *
 * @throws what `openSession` throws
 */
export async function setExportWorkers(
  target: DatabaseTarget,
  plan: BackupPlan,
  { attempt, workers, signal, pollMs = 1000 }: WorkersOrder,
): Promise<WorkersSet> {
  const { jobName } = exportNames(plan.tag, plan.backupId, attempt);
  return withSession(target, signal === undefined ? {} : { signal }, async (session) => {
    const until = performance.now() + executingWithinMs;
    for (;;) {
      const state = await readJobState(session, jobName, signal);
      if (state === 'EXECUTING') {
        const block = setParallelBlock(jobName, workers);
        const failure = await runBlock(session, block, { doing: 'change the workers', signal, toTheEnd: true });
        if (failure === undefined) return { kind: 'set' };
        if (namesError(failure, ...endedMeanwhile)) return notSet(`${jobName} was no longer running`);
        return notSet(readableStack(failure));
      }
      const isToCome = state === undefined || state === 'DEFINING' || state === 'NOT RUNNING';
      if (!isToCome || performance.now() > until) return notSet(`${jobName} is ${state ?? 'not there'}`);
      await sleep(pollMs, signal);
    }
  });
}

const notSet = (reason: string): WorkersSet => ({ kind: 'not set', reason });
