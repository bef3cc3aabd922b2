import { parseJobName, type ParsedJobName } from '../domain/export-names';
import type { Block } from './data-pump-block';
import { classifyOracleError } from './errors';
import type { JobState } from './export-decision';
import type { CallOptions, Session } from './session';

/** A Data Pump job of Redoubt, of whatever installation. */
export interface ExportJob extends ParsedJobName {
  readonly jobName: string;
  readonly state: string;
}

/** Starting a job waits for its processes: minutes on a busy server. */
const blockTimeoutMs = 300_000;

/** @returns the state of one of the user's own jobs, as the view has it. */
export async function readJobState(session: Session, jobName: string, signal?: AbortSignal): Promise<JobState> {
  const [row] = await session.query(
    'SELECT STATE FROM USER_DATAPUMP_JOBS WHERE JOB_NAME = :job_name',
    { job_name: jobName },
    { doing: `look at Data Pump job ${jobName}`, signal },
  );
  return row?.['STATE']?.trim();
}

/** Every export of Redoubt that the user owns: running, stopped, or done with its master table kept. */
export async function listExportJobs(session: Session, signal?: AbortSignal): Promise<readonly ExportJob[]> {
  const rows = await session.query(
    `SELECT JOB_NAME, STATE FROM USER_DATAPUMP_JOBS WHERE JOB_NAME LIKE 'RDBT%'`,
    {},
    { doing: 'list the Data Pump jobs', signal },
  );
  return rows.flatMap((row) => {
    const jobName = row['JOB_NAME'] ?? '';
    const parsed = parseJobName(jobName);
    return parsed === undefined ? [] : [{ jobName, state: row['STATE']?.trim() ?? 'UNDEFINED', ...parsed }];
  });
}

/** @returns the stack with Data Pump's own lines when the block failed; undefined when it did its work. */
export async function runBlock(
  session: Session,
  block: Block,
  options: Pick<CallOptions, 'doing' | 'signal' | 'toTheEnd'>,
): Promise<string | undefined> {
  const { failure } = await session.run(block.text, block.binds, { timeoutMs: blockTimeoutMs, ...options });
  return failure ?? undefined;
}

/** What a failed block is thrown as. */
export function blockError(session: Session, failure: string, doing: string, directory?: string): Error {
  return classifyOracleError(new Error(failure), {
    database: session.database,
    user: session.user,
    doing,
    ...(directory === undefined ? {} : { directory }),
  });
}
