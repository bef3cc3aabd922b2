import { listExportJobs } from './export-jobs';
import { namesError } from './errors';
import { parseJobName } from '../domain/export-names';
import type { Session } from './session';

/** A job of Redoubt in a database: of this installation, or of another one. */
export interface InstallationJob {
  readonly jobName: string;
  /** false: it stopped, or it is done and its master table is kept. */
  readonly running: boolean;
}

/**
 * Lists every export of Redoubt, of whatever installation: the user's own, and where the catalogue may be read those of
 * other users too, while they run.
 */
export async function listInstallationJobs(
  session: Session,
  signal?: AbortSignal,
): Promise<readonly InstallationJob[]> {
  const own = await listExportJobs(session, signal);
  const foreign = await jobsOfOthers(session, signal);
  return [...own.map(({ jobName, state }) => ({ jobName, running: isRunning(state) })), ...foreign];
}

const isRunning = (state: string): boolean => !['NOT RUNNING', 'STOPPED', 'COMPLETED'].includes(state);

async function jobsOfOthers(session: Session, signal?: AbortSignal): Promise<readonly InstallationJob[]> {
  try {
    const rows = await session.query(
      `SELECT JOB_NAME, STATE FROM DBA_DATAPUMP_JOBS WHERE JOB_NAME LIKE 'RDBT%' AND OWNER_NAME <> :owner`,
      { owner: session.user },
      { doing: 'list the Data Pump jobs of others', signal },
    );
    return rows
      .map((row) => ({ jobName: row['JOB_NAME'] ?? '', running: isRunning(row['STATE']?.trim() ?? '') }))
      .filter(({ jobName, running }) => running && parseJobName(jobName) !== undefined);
  } catch (error) {
    // Not granted: then there is nothing more to be seen.
    if (error instanceof Error && namesError(error.message, 'ORA-00942', 'ORA-01031', 'ORA-41900')) return [];
    throw error;
  }
}
