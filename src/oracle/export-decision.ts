import type { ExportLog } from './export-log';

/** What USER_DATAPUMP_JOBS says of a job; undefined: no row. */
export type JobState = string | undefined;

export const exportSteps = ['define', 'watch', 'start', 'look-again', 'judge', 'give-up'] as const;
/**
 * - `define`: no trace of the job: from OPEN to START_JOB.
 * - `watch`: it runs: wait, and look again.
 * - `start`: it stopped with its master table intact: ATTACH and START_JOB.
 * - `look-again`: a state on its way to another one.
 * - `judge`: its log is finished.
 * - `give-up`: it was killed half-way, and cannot go on: remove its files, and begin another attempt.
 */
export type ExportStep = (typeof exportSteps)[number];

export interface ExportSight {
  readonly state: JobState;
  /** How long this state has been seen, in ms, since this activity looks. */
  readonly seenForMs: number;
  /** undefined: there is no log file. Read only where `needsLog` says so. */
  readonly log: Pick<ExportLog, 'verdict' | 'fatalStops'> | undefined;
  /** Whether this activity has seen the job started. One that is gone after that was removed on purpose. */
  readonly wasStarted: boolean;
}

/** NOT RUNNING also shows for a moment at a job's start and at its end. */
export const settledAfterMs = 5_000;
/** A job being defined belongs to a session that will start it soon, or die with it. */
export const definedWithinMs = 60_000;
/** A job that dies of the same cause each time is not started for ever. */
const mostFatalStops = 3;

const running = ['EXECUTING', 'COMPLETING', 'STOP PENDING', 'STOPPING'];
const resting = ['NOT RUNNING', 'STOPPED', 'IDLING'];

/** Whether the log has a say in this state. A running job's log is still being written. */
export function needsLog(state: JobState): boolean {
  return state === undefined || resting.includes(state);
}

/** What to do next with an export job, by what is seen of it. Each attempt looks before it acts. */
export function decideExportStep(sight: ExportSight): ExportStep {
  const { state, seenForMs, log } = sight;
  if (state === undefined) return withoutJob(sight);
  if (running.includes(state)) return 'watch';
  if (!resting.includes(state)) return 'look-again';
  // Never attach to a job that has completed: that would bring its control process back.
  if (log !== undefined && isFinished(log)) return 'judge';
  if (log !== undefined && log.fatalStops >= mostFatalStops) return 'give-up';
  if (state === 'IDLING') return 'start';
  return seenForMs < settledAfterMs ? 'look-again' : 'start';
}

/** The job's table is gone: it was never there, or it has been killed, or someone dropped it after the end. */
function withoutJob({ log, seenForMs, wasStarted }: ExportSight): ExportStep {
  if (log === undefined) return wasStarted ? 'give-up' : 'define';
  if (isFinished(log)) return 'judge';
  // Giving up removes files: look twice.
  return seenForMs < settledAfterMs ? 'look-again' : 'give-up';
}

function isFinished({ verdict }: Pick<ExportLog, 'verdict'>): boolean {
  return verdict === 'completed' || verdict === 'completed-with-errors';
}
