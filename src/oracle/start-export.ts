import type { BackupPlan } from '../domain/backup-plan';
import type { ExportOutcome } from '../domain/completed-export';
import { exportNames } from '../domain/export-names';
import { defineBlock, startBlock } from './data-pump-block';
import { namesError, readableStack } from './errors';
import { blockError, runBlock } from './export-jobs';
import { removeAttempt } from './remove-export';
import { readCurrentScn } from './scn';
import type { Session } from './session';

export interface ExportOrder {
  readonly session: Session;
  readonly plan: BackupPlan;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Someone else was first, or the state changed in between: look again. */
const lookAgain = ['ORA-31634', 'ORA-00955', 'ORA-31636', 'ORA-31623', 'ORA-39004', 'ORA-39016', 'ORA-39028'];
/** The job, its master table or its files are not what they were. */
const cannotGoOn = ['ORA-31638', 'ORA-31640', 'ORA-31641', 'ORA-27038', 'ORA-31632', 'ORA-39025', 'ORA-39059'];

/** @returns `started`: by this call; undefined: look at the job now. @throws what a person has to mend */
export async function defineExport(order: ExportOrder): Promise<ExportOutcome | 'started' | undefined> {
  const { session, plan, attempt, signal } = order;
  const doing = 'start the export';
  const define = async (parallel: number): Promise<string | undefined> => {
    // In the same session, just before OPEN: the older an SCN, the sooner its undo is gone.
    const scn = await readCurrentScn(session, signal);
    const block = defineBlock({ plan, attempt, scn, parallel, user: session.user });
    return runBlock(session, block, { doing, signal, toTheEnd: true });
  };
  let failure = await define(plan.export.parallel);
  if (failure !== undefined && plan.export.parallel > 1 && namesError(failure, 'ORA-39094')) failure = await define(1);
  if (failure === undefined) return 'started';
  if (namesError(failure, ...lookAgain)) return undefined;
  if (namesError(failure, 'ORA-27038')) return anotherAttempt(order, failure);
  throw blockError(session, failure, doing, plan.export.directory);
}

/** @returns undefined: look at the job now. */
export async function startExport(order: ExportOrder): Promise<ExportOutcome | undefined> {
  const { session, plan, attempt, signal } = order;
  const { jobName } = exportNames(plan.tag, plan.backupId, attempt);
  const doing = `start ${jobName} again`;
  const failure = await runBlock(session, startBlock(jobName), { doing, signal, toTheEnd: true });
  if (failure === undefined) return undefined;
  if (namesError(failure, ...cannotGoOn)) return anotherAttempt(order, failure);
  if (namesError(failure, ...lookAgain, 'ORA-31626')) return undefined;
  throw blockError(session, failure, doing, plan.export.directory);
}

async function anotherAttempt(
  { session, plan, attempt, signal }: ExportOrder,
  failure: string,
): Promise<ExportOutcome> {
  const { tag, backupId } = plan;
  await removeAttempt(session, { tag, directory: plan.export.directory, backupId }, attempt, signal);
  return { kind: 'next-attempt', code: 'EXPORT_FAILED', reason: readableStack(failure) };
}
