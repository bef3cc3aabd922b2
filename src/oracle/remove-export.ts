import { dumpFileName, exportNames } from '../domain/export-names';
import { BackupError, type ErrorCode } from '../errors';
import { stopBlock } from './data-pump-block';
import { fileExists, readTextFile, removeFile } from './directory-files';
import { namesError } from './errors';
import { listExportJobs, readJobState, runBlock } from './export-jobs';
import { ExportLogReader } from './export-log';
import { sleep } from './interruptible';
import type { DatabaseTarget } from '../domain/database-target';
import { withSession, type Session } from './session';
import { quoteName } from './sql-text';

/** What an export may have left: everything carries the tag and the backup's id. */
export interface ExportTrace {
  readonly tag: string;
  readonly directory: string;
  readonly backupId: string;
}

/** Attempts that are looked for without a job to tell of them: more than a backup makes. */
const attemptsLookedFor = 6;
/** Dump files are removed from the highest number down, so what a half-done removal left begins at 01. */
const missingInARow = 4;
const blind: readonly ErrorCode[] = ['DIRECTORY_MISSING', 'PRIVILEGE_MISSING'];
const goneWithinMs = 120_000;
const pollMs = 500;

/**
 * The undo of an export: stops and removes its jobs, its files, then its master tables, of every attempt. Does nothing
 * twice.
 *
 * @returns names of what it removed. @throws EXPORT_INTERRUPTED while Data Pump does not let go; what `openSession` throws
 */
export async function removeExport(
  target: DatabaseTarget,
  trace: ExportTrace,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return withSession(target, signal === undefined ? {} : { signal }, async (session) => {
    const jobs = await listExportJobs(session, signal);
    const own = jobs.filter((job) => job.tag === trace.tag && job.backupId === trace.backupId);
    const last = Math.max(attemptsLookedFor, ...own.map((job) => job.attempt));
    const removed: string[] = [];
    try {
      for (let attempt = 1; attempt <= last; attempt += 1) {
        removed.push(...(await removeAttempt(session, trace, attempt, signal)));
      }
    } catch (error) {
      // Where the directory cannot be seen and there was never a job, there is nothing either.
      if (own.length > 0 || !(error instanceof BackupError) || !blind.includes(error.code)) throw error;
    }
    return removed;
  });
}

/** Removes one attempt: its job, its dump files, its log, and last its master table, which is the register of the rest. */
export async function removeAttempt(
  session: Session,
  trace: ExportTrace,
  attempt: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const { jobName, dumpTemplate, logFile } = exportNames(trace.tag, trace.backupId, attempt);
  const { directory } = trace;
  const removed = (await stopJob(session, jobName, signal)) ? [`job ${jobName}`] : [];
  const log = await readTextFile(session, { directory, name: logFile }, new ExportLogReader(), signal);
  const names = new Set([
    ...(log?.finish().dumpFiles ?? []),
    ...(await probeDumpFiles(session, directory, dumpTemplate, signal)),
  ]);
  // Only names of this attempt: a log is a file that anybody with the directory could have written.
  const ownStem = dumpTemplate.replace('%L.dmp', '');
  const ours = [...names].filter((name) => name.startsWith(ownStem)).sort((a, b) => fileNumber(b) - fileNumber(a));
  for (const name of [...ours, logFile]) {
    if (await removeFile(session, directory, name, signal)) removed.push(name);
  }
  if (await dropMasterTable(session, jobName, signal)) removed.push(`table ${jobName}`);
  return removed;
}

const fileNumber = (name: string): number => Number(/_(\d+)\.dmp$/.exec(name)?.[1] ?? 0);

/** @returns whether there was a job that ran. It is not running any more then, and holds no file. */
async function stopJob(session: Session, jobName: string, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + goneWithinMs;
  for (let stopped = false, atRest = 0; ;) {
    const state = await readJobState(session, jobName, signal);
    if (state === undefined) return stopped;
    // NOT RUNNING also shows for a moment at a job's start: only the second sight counts.
    atRest = state === 'NOT RUNNING' ? atRest + 1 : 0;
    if (atRest > 1) return stopped;
    // A job that is being defined dies with its session; one that is stopping already is left to it.
    if (['EXECUTING', 'COMPLETING', 'IDLING', 'STOP PENDING'].includes(state)) {
      const failure = await runBlock(session, stopBlock(jobName, false), { doing: 'stop the export', signal });
      stopped ||= failure === undefined;
    }
    if (performance.now() > until) {
      throw new BackupError('EXPORT_INTERRUPTED', `${session.database}: job ${jobName} is still ${state}`);
    }
    await sleep(pollMs, signal);
  }
}

async function probeDumpFiles(
  session: Session,
  directory: string,
  dumpTemplate: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const found: string[] = [];
  for (let n = 1, missing = 0; missing < missingInARow; n += 1) {
    const name = dumpFileName(dumpTemplate, n);
    if (await fileExists(session, directory, name, signal)) {
      found.push(name);
      missing = 0;
    } else {
      missing += 1;
    }
  }
  return found;
}

/** @returns whether there was one. */
async function dropMasterTable(session: Session, jobName: string, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + goneWithinMs;
  for (;;) {
    try {
      await session.run(
        `DROP TABLE ${quoteName(jobName)} PURGE`,
        {},
        { doing: `drop master table ${jobName}`, signal },
      );
      return true;
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      if (namesError(error.message, 'ORA-00942')) return false;
      const busy = namesError(error.message, 'ORA-00054', 'ORA-04020', 'ORA-04021');
      if (!busy || performance.now() > until) throw error;
    }
    await sleep(pollMs, signal);
  }
}
