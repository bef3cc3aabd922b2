import type { BackupPlan } from '../domain/backup-plan';
import type { ExportOutcome } from '../domain/completed-export';
import { exportNames } from '../domain/export-names';
import { BackupError } from '../errors';
import { completeExport } from './complete-export';
import { defineExport, startExport } from './start-export';
import { decideExportStep, definedWithinMs, needsLog, type JobState } from './export-decision';
import { readJobState } from './export-jobs';
import { ExportLogReader, type ExportLog } from './export-log';
import { ExportWatch, spaceWait } from './export-watch';
import { readExportProgress, type ExportProgress } from './export-progress';
import { readTextFile } from './directory-files';
import { sleep } from './interruptible';
import { removeAttempt } from './remove-export';
import type { DatabaseTarget } from '../domain/database-target';
import { withSession, type Session } from './session';

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
  const { attempt, signal, pollMs = 2_000 } = options;
  const { jobName } = exportNames(plan.tag, plan.backupId, attempt);
  const order = { session, plan, attempt, signal };
  const watch = new ExportWatch();
  for (;;) {
    signal.throwIfAborted();
    const state = await readJobState(session, jobName, signal);
    const seenForMs = watch.seenForMs(state);
    const log = needsLog(state) ? await readLog(order) : undefined;
    const step = decideExportStep({ state, seenForMs, log, wasStarted: watch.wasStarted });
    if (step === 'judge' && log !== undefined) return await completeExport(order, log);
    if (step === 'give-up') return await giveUp(order, log);
    if (step === 'define' || step === 'start') {
      const outcome = await act(step, order, watch);
      if (outcome !== undefined) return outcome;
    } else if (state === 'DEFINING' && seenForMs > definedWithinMs) {
      throw new BackupError(
        'EXPORT_INTERRUPTED',
        `${plan.database}: job ${jobName} is being defined by a session that does not go on`,
      );
    }
    await report(order, state, watch, options.onProgress);
    await sleep(step === 'watch' ? pollMs : Math.min(pollMs, 1_000), signal);
  }
}

async function readLog({ session, plan, attempt, signal }: Order): Promise<ExportLog | undefined> {
  const { logFile } = exportNames(plan.tag, plan.backupId, attempt);
  const file = { directory: plan.export.directory, name: logFile };
  return (await readTextFile(session, file, new ExportLogReader(), signal))?.finish();
}

async function act(step: 'define' | 'start', order: Order, watch: ExportWatch): Promise<ExportOutcome | undefined> {
  if (!watch.mayAct()) {
    throw new BackupError('EXPORT_INTERRUPTED', `${order.plan.database}: the export can be neither defined nor found`);
  }
  const outcome = step === 'define' ? await defineExport(order) : await startExport(order);
  if (outcome !== 'started') return outcome;
  // Known before it is seen: who removes it before the next look means it.
  watch.wasStarted = true;
  return undefined;
}

/** Tells how far it is; of a job that stands still also what it waits for, which only its log says. */
async function report(
  order: Order,
  state: JobState,
  watch: ExportWatch,
  onProgress: AdvanceOptions['onProgress'],
): Promise<void> {
  if (onProgress === undefined) return;
  const { jobName } = exportNames(order.plan.tag, order.plan.backupId, order.attempt);
  const progress = await readExportProgress(order.session, jobName, state, order.signal);
  if (watch.isStalled(progress)) watch.waitsFor = spaceWait((await readLog(order))?.errors ?? []);
  onProgress({ ...progress, ...(watch.waitsFor === undefined ? {} : { waitsFor: `space: ${watch.waitsFor}` }) });
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
