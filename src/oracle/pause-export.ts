import type { BackupPlan } from '../domain/backup-plan';
import { exportNames } from '../domain/export-names';
import { BackupError } from '../errors';
import { stopBlock } from './data-pump-block';
import { namesError } from './errors';
import { blockError, readJobState, runBlock } from './export-jobs';
import { sleep } from './interruptible';
import type { DatabaseTarget } from '../domain/database-target';
import { withSession } from './session';

const stoppedWithinMs = 120_000;
const pollMs = 1_000;

/**
 * Stops an export so that `advanceExport` can go on with it; some of its work is redone then. Does nothing to a job that
 * stands still, has ended, or does not exist.
 *
 * @throws EXPORT_INTERRUPTED when it does not stop in two minutes; what `openSession` throws
 */
export async function pauseExport(
  target: DatabaseTarget,
  plan: BackupPlan,
  { attempt, signal }: { readonly attempt: number; readonly signal?: AbortSignal },
): Promise<void> {
  const { jobName } = exportNames(plan.tag, plan.backupId, attempt);
  await withSession(target, signal === undefined ? {} : { signal }, async (session) => {
    const until = performance.now() + stoppedWithinMs;
    for (;;) {
      const state = await readJobState(session, jobName, signal);
      if (state === undefined || ['NOT RUNNING', 'IDLING', 'STOPPED', 'COMPLETING', 'COMPLETED'].includes(state))
        return;
      if (state === 'EXECUTING') {
        const failure = await runBlock(session, stopBlock(jobName, true), { doing: 'stop the export', signal });
        // It ended, or someone else stopped it, between the look and the call.
        if (
          failure !== undefined &&
          !namesError(failure, 'ORA-31623', 'ORA-31626', 'ORA-31638', 'ORA-39004', 'ORA-39016')
        ) {
          throw blockError(session, failure, 'stop the export', plan.export.directory);
        }
      }
      if (performance.now() > until) {
        throw new BackupError(
          'EXPORT_INTERRUPTED',
          `${plan.database}: job ${jobName} is still ${state} after it was told to stop`,
        );
      }
      await sleep(pollMs, signal);
    }
  });
}
