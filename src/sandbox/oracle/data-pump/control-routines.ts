import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { cancelled } from '../plsql/run';
import type { Routine, RoutineCall } from '../packages/routine';
import {
  DataPumpError,
  detail,
  errorStatus,
  invalidArgument,
  invalidOperation,
  invalidState,
  type StatusLine,
} from './api-error';
import type { DataPump } from './data-pump';
import { openLog } from './file-routines';
import { Job, type Attachment } from './job';
import type { JobProgress, WrittenFile } from './job-definition';
import { JobLog } from './job-log';
import { runJob } from './job-runner';
import type { StoredJob } from './master-table';
import { hasFullRole } from './privileges';
import { selectTables } from './table-selection';

/** ATTACH, DETACH, START_JOB, STOP_JOB, WAIT_FOR_JOB, LOG_ENTRY. */
export function controlRoutines(pump: DataPump): Readonly<Record<string, Routine>> {
  return {
    ATTACH: (call) => BigInt(attach(pump, call)),
    DETACH: (call) => {
      pump.detach(pump.attachment(call));
    },
    START_JOB: async (call) => {
      await waitForProcesses(pump, call);
      startJob(pump, call);
    },
    STOP_JOB: (call) => stopJob(pump, call),
    WAIT_FOR_JOB: (call) => waitForJob(pump, call),
    LOG_ENTRY: (call) => {
      const { job } = pump.attachment(call);
      job.say(`;;; ${call.text('MESSAGE') ?? ''}`, { logOnly: call.number('LOG_FILE_ONLY') === 1 });
    },
    LOG_ERROR: (call) => {
      const number = call.number('ERROR_NUMBER') ?? 0;
      pump.attachment(call).job.fail([{ errorNumber: number, text: call.text('MESSAGE') ?? '' }]);
    },
  };
}

function attach(pump: DataPump, call: RoutineCall): number {
  const { user } = call.session;
  const owner = call.text('JOB_OWNER') ?? user;
  const name = call.text('JOB_NAME') ?? onlyJobOf(pump, owner);
  const job = pump.findJob(owner, name) ?? revive(pump, owner, name);
  if (owner !== user && !hasFullRole(pump.database, user, job.definition.operation))
    throw cannotAttach(name, owner, errorStatus(31631));
  if ([...job.attachments].some(({ session }) => session.sid === call.session.sid)) {
    throw new DataPumpError(31626, [errorStatus(31636, name, owner)]);
  }
  if (!pump.hasJob(job)) {
    pump.adopt(job);
    job.setState('IDLING');
  }
  return pump.connect(call.session, job);
}

function cannotAttach(name: string, owner: string, ...why: readonly StatusLine[]): DataPumpError {
  return new DataPumpError(31626, [
    errorStatus(31638, name, owner),
    detail('ORA-06512: at "SYS.KUPV$FT_INT", line 470'),
    ...why,
  ]);
}

function onlyJobOf(pump: DataPump, owner: string): string {
  const names = pump.jobNamesOf(owner);
  const [first, second] = names;
  if (first === undefined || second !== undefined) throw new DataPumpError(31626, [errorStatus(31630, owner)]);
  return first;
}

/** A job that is NOT RUNNING, from its master table. Its dump files must be there as it left them. */
function revive(pump: DataPump, owner: string, name: string): Job {
  const master = pump.storedJob(owner, name);
  if (master === undefined) throw cannotAttach(name, owner, errorStatus(31632, owner, name), errorStatus(942));
  const stored = master.read();
  if (stored.definition === undefined) throw cannotAttach(name, owner, errorStatus(31632, owner, name));
  const lost = stored.progress?.files.find((file) => isLost(file));
  if (lost !== undefined) {
    const missing = detail('Linux-x86_64 Error: 2: No such file or directory');
    throw cannotAttach(
      name,
      owner,
      errorStatus(31640, lost.path),
      errorStatus(27037),
      missing,
      detail('Additional information: 3'),
    );
  }
  const job = new Job(stored.definition, master);
  restore(job, stored);
  return job;
}

function isLost({ path, bytes }: WrittenFile): boolean {
  return !existsSync(path) || statSync(path).size < bytes;
}

function restore(job: Job, { progress, starts, isCompleted }: StoredJob): void {
  job.isFinished = isCompleted;
  job.activity.restartCount = starts;
  if (progress === undefined) return;
  job.activity.files = progress.files;
  job.activity.finished = progress.finished;
  job.activity.errorCount = progress.errorCount;
}

/** The job's control process takes its time to start, where a fault says so. */
async function waitForProcesses({ faults }: DataPump, { signal }: RoutineCall): Promise<void> {
  const slow = faults.peek('slow-start');
  if (slow === undefined) return;
  // Interrupted: what the call ends with is said below, not by the timer.
  await setTimeout(slow.delayMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) throw cancelled(signal);
}

function startJob(pump: DataPump, call: RoutineCall): void {
  const attachment = pump.attachment(call);
  const { job } = attachment;
  const isRestart = job.state === 'IDLING';
  if (job.state !== 'DEFINING' && !isRestart) throw invalidState(job.state);
  if (call.number('ABORT_STEP') !== 0)
    throw invalidArgument(errorStatus(39207, String(call.number('ABORT_STEP')), 'ABORT_STEP'));
  if (call.number('SKIP_CURRENT') !== 0 && !isRestart) throw invalidArgument(errorStatus(39052));
  if (job.isFinished)
    throw invalidOperation({ errorNumber: 39028, text: 'ORA-39028: cannot restart job from COMPLETED state' });
  if (job.definition.owner !== call.session.user) throw new DataPumpError(31631, [errorStatus(39109)]);
  if (job.definition.dumpTargets.length === 0) {
    throw invalidOperation(errorStatus(39053, 'DUMP_FILE', job.definition.operation));
  }
  const logPath = openLog(pump, job, call.session.user, isRestart);
  job.log = logPath === undefined ? undefined : new JobLog(logPath);
  begin(pump, job, isRestart ? job.master.read().progress : undefined);
  reportEmptySelection(pump, job);
}

function begin(pump: DataPump, job: Job, progress: JobProgress | undefined): void {
  job.master.write('DEFINITION', job.definition);
  job.master.write('START', null);
  if (progress !== undefined) job.activity.bytesProcessed = progress.bytesProcessed;
  job.stopRequest = undefined;
  job.startedAt = new Date();
  job.setState('EXECUTING');
  job.running = runJob(pump, job, progress);
}

/** The job runs, and will end with errors: success with information. */
function reportEmptySelection(pump: DataPump, job: Job): void {
  if (job.definition.operation !== 'EXPORT') return;
  const { tables, missing } = selectTables(job.definition, pump.database.tables());
  if (tables.length > 0) return;
  throw new DataPumpError(31627, [...missing.map(({ code, name }) => errorStatus(code, name)), errorStatus(31655)]);
}

async function stopJob(pump: DataPump, call: RoutineCall): Promise<void> {
  const attachment = pump.attachment(call);
  const { job } = attachment;
  const keep = call.number('KEEP_MASTER');
  if (job.state === 'STOP PENDING' && call.number('IMMEDIATE') === 0) throw invalidState(job.state);
  if (job.running === undefined || job.hasEnded || job.state === 'COMPLETING') {
    const isKill = keep === 0 && (job.state === 'DEFINING' || job.state === 'IDLING');
    if (isKill) pump.discard(job, 'KILLED');
    pump.detach(attachment);
    return;
  }
  const isImmediate = call.number('IMMEDIATE') !== 0;
  job.stopRequest = stopRequest(isImmediate, keep);
  job.setState(isImmediate || keep === 0 ? 'STOPPING' : 'STOP PENDING');
  const { running } = job;
  pump.detach(attachment);
  if (job.stopRequest !== 'pending') await running;
}

function stopRequest(isImmediate: boolean, keep: number | null): 'pending' | 'now' | 'kill' {
  if (keep === 0) return 'kill';
  return isImmediate ? 'now' : 'pending';
}

async function waitForJob(pump: DataPump, call: RoutineCall): Promise<void> {
  const attachment: Attachment = pump.attachment(call);
  const { job } = attachment;
  while (!job.hasEnded) {
    if (call.signal.aborted) throw cancelled(call.signal);
    await job.changed(Infinity, call.signal);
  }
  pump.detach(attachment);
  call.out.set('JOB_STATE', job.state);
}
