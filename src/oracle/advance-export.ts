import type { BackupPlan } from '../domain/backup-plan';
import type { ExportOutcome } from '../domain/completed-export';
import { exportNames } from '../domain/export-names';
import { BackupError } from '../errors';
import { completeExport } from './complete-export';
import { defineExport, startExport } from './start-export';
import { decideExportStep, definedWithinMs, needsLog, type JobState } from './export-decision';
import { readJobState } from './export-jobs';
import { ExportLogReader, type ExportLog } from './export-log';
import { readExportProgress, type ExportProgress } from './export-progress';
import { readTextFile } from './directory-files';
import { pause } from './interruptible';
import { removeAttempt } from './remove-export';
import { withSession, type DatabaseTarget, type Session } from './session';

export interface AdvanceOptions {
  /** From 1; each has its own job, files and SCN. */
  readonly attempt: number;
  /** Stops the watching; the job goes on in the database. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly pollMs?: number;
}

/**
 * Brings one attempt of an export to its end, whoever began it and whatever has died since: it looks before it acts, so it
 * can be run again at any moment, and twice at once.
 *
 * @throws BackupError: retryable (connection lost, another session defines the job), or what a person has to mend
 *   (PRIVILEGE_MISSING, DIRECTORY_MISSING, SPACE_SHORT, EXPORT_INCOMPLETE, …)
 */
export async function advanceExport(
  target: DatabaseTarget,
  plan: BackupPlan,
  options: AdvanceOptions,
): Promise<ExportOutcome> {
  try {
    return await withSession(target, { signal: options.signal }, (session) => advance(session, plan, options));
  } catch (error) {
    if (options.signal.aborted && !(error instanceof BackupError)) return { kind: 'stopped' };
    throw error;
  }
}

async function advance(session: Session, plan: BackupPlan, options: AdvanceOptions): Promise<ExportOutcome> {
  const { attempt, signal, onProgress, pollMs = 2_000 } = options;
  const names = exportNames(plan.tag, plan.backupId, attempt);
  const file = { directory: plan.export.directory, name: names.logFile };
  const order = { session, plan, attempt, signal };
  const seen = stateClock();
  for (;;) {
    signal.throwIfAborted();
    const state = await readJobState(session, names.jobName, signal);
    const seenForMs = seen(state);
    const log = needsLog(state)
      ? (await readTextFile(session, file, new ExportLogReader(), signal))?.finish()
      : undefined;
    const step = decideExportStep({ state, seenForMs, log });
    if (step === 'judge' && log !== undefined) return completeExport(order, log);
    if (step === 'give-up') return await giveUp(order, log);
    if (step === 'define' || step === 'start') {
      const outcome = step === 'define' ? await defineExport(order) : await startExport(order);
      if (outcome !== undefined) return outcome;
    }
    if (state === 'DEFINING' && seenForMs > definedWithinMs) {
      throw new BackupError(
        'EXPORT_INTERRUPTED',
        `${plan.database}: job ${names.jobName} is being defined by a session that does not go on`,
      );
    }
    onProgress?.(await readExportProgress(session, names.jobName, state, signal));
    await pause(step === 'watch' ? pollMs : Math.min(pollMs, 1_000), signal);
  }
}

/** For how long, in ms, the same state has been seen in a row. */
function stateClock(): (state: JobState) => number {
  let last: { state: JobState; since: number } | undefined;
  return (state) => {
    if (last === undefined || last.state !== state) last = { state, since: performance.now() };
    return performance.now() - last.since;
  };
}

type Order = Parameters<typeof completeExport>[0];

async function giveUp({ session, plan, attempt, signal }: Order, log: ExportLog | undefined): Promise<ExportOutcome> {
  const { jobName } = exportNames(plan.tag, plan.backupId, attempt);
  await removeAttempt(
    session,
    { tag: plan.tag, directory: plan.export.directory, backupId: plan.backupId },
    attempt,
    signal,
  );
  const said = log?.errors.at(-1)?.text.split('\n')[0];
  const why = log?.verdict === 'fatal' ? `died ${log.fatalStops} times` : 'was removed before its end';
  return {
    kind: 'next-attempt',
    code: 'EXPORT_FAILED',
    reason: `Data Pump job ${jobName} ${why}${said === undefined ? '' : `: ${said}`}`,
  };
}
