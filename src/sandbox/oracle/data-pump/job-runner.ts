import { errorLine } from '../catalogue/messages';
import { OracleServerError } from '../engine';
import { detail, errorStatus } from './api-error';
import type { DataPump } from './data-pump';
import { DamagedDump } from './dump-reader';
import { DumpFileError, DumpSpaceExhausted } from './dump-set-writer';
import { ExportRun } from './export-run';
import { ImportRun } from './import-run';
import type { Job } from './job';
import type { JobProgress } from './job-definition';
import { finalLine, type JobOutcome } from './log-wording';
import { JobStopped } from './pacing';

const stars = '*'.repeat(78);

/** Runs a started job to its end, in the background. What ends it early is written to its log. */
export async function runJob(pump: DataPump, job: Job, earlier: JobProgress | undefined): Promise<void> {
  try {
    await run(pump, job, earlier);
  } catch {
    // Not even the log could be written: the job ends as one whose control process was killed.
    pump.release(job, 'STOPPED');
  }
}

async function run(pump: DataPump, job: Job, earlier: JobProgress | undefined): Promise<void> {
  const startedAtMs = Date.now();
  const { definition } = job;
  const command = definition.parameters['CLIENT_COMMAND'] ?? '';
  job.say(`Starting ${job.quotedName}:  ${command}`);
  const outcome = await outcomeOf(pump, job, earlier);
  if (outcome === 'halted') return;
  job.say(finalLine(job.quotedName, outcome, new Date(), Date.now() - startedAtMs));
  if (outcome.kind === 'completed') return finishCompleted(pump, job);
  if (job.stopRequest === 'kill') pump.discard(job, 'KILLED');
  else pump.release(job, 'STOPPED');
}

function finishCompleted(pump: DataPump, job: Job): void {
  if (!job.isFlagSet('KEEP_MASTER')) return pump.discard(job, 'COMPLETED');
  job.master.write('COMPLETED', null);
  pump.release(job, 'COMPLETED');
}

async function outcomeOf(pump: DataPump, job: Job, earlier: JobProgress | undefined): Promise<JobOutcome | 'halted'> {
  try {
    if (job.definition.operation === 'EXPORT') await runExport(pump, job, earlier);
    else {
      await new ImportRun(job, pump.database, pump.faults).run();
      job.setState('COMPLETING');
    }
    return { kind: 'completed', errors: job.activity.errorCount };
  } catch (error) {
    if (pump.isHalted) return 'halted';
    if (error instanceof JobStopped && error.why === 'request') return { kind: 'stopped' };
    reportFatal(job, error);
    return { kind: 'failed' };
  }
}

async function runExport(pump: DataPump, job: Job, earlier: JobProgress | undefined): Promise<void> {
  const exporting = new ExportRun(job, pump.database, pump.faults, earlier);
  await exporting.run();
  job.setState('COMPLETING');
  await exporting.complete();
  const { owner, name } = job.definition;
  job.sayOfWorker(`Master table ${job.quotedName} successfully loaded/unloaded`);
  job.say(stars);
  job.say(`Dump file set for ${owner}.${name} is:`);
  for (const { path } of job.activity.files) job.say(`  ${path}`);
}

/** The lines that tell why a job stopped by itself. */
function reportFatal(job: Job, error: unknown): void {
  if (error instanceof DumpSpaceExhausted) job.failWith(39095, '4096');
  else if (error instanceof DumpFileError) {
    const reason = error.cause.code === 'EEXIST' ? 27038 : 27040;
    job.fail([errorStatus(31641, error.path), errorStatus(reason), detail('Additional information: 1')]);
  } else if (error instanceof DamagedDump) {
    job.fail([
      errorStatus(31694, job.quotedName),
      errorStatus(31640, error.path),
      errorStatus(19505, error.path),
      errorStatus(27046),
    ]);
  } else if (error instanceof JobStopped)
    job.fail([errorStatus(39014), detail(`ORA-39029: worker 1 with process name "DW00" prematurely terminated`)]);
  else {
    const text = error instanceof OracleServerError ? error.message : String(error);
    job.fail([
      { errorNumber: 39126, text: `ORA-39126: Worker unexpected fatal error in KUPW$WORKER.MAIN [] \n${text}` },
      detail(errorLine(31671, ['DW00'])),
    ]);
  }
}
