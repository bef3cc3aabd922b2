import type { JobState } from './export-decision';
import { OptionalViews } from './optional-views';
import type { Session } from './session';
import { readTunedUndoRetention } from './undo-retention';

/** What a watcher may tell of a running export. */
export interface ExportProgress {
  /** 0 to 100 of the table data that Data Pump estimated; null: not known. */
  readonly percent: number | null;
  readonly bytes: number;
  /** Data Pump's word: EXECUTING, COMPLETING, … */
  readonly state: string;
  /** Why it stands still, where that is known. */
  readonly waitsFor?: string;
  /** How long an SCN stays readable now, as the server tunes it; left out where its view may not be read. */
  readonly undoRetentionS?: number;
}

const bytesPerMegabyte = 1024 * 1024;

/**
 * Reads the progress from V$SESSION_LONGOPS, whose rows of Data Pump count megabytes; not every user may. It needs no ATTACH: attaching to a
 * job that ends at the same moment would bring its control process back.
 */
export async function readExportProgress(
  session: Session,
  jobName: string,
  state: JobState,
  signal?: AbortSignal,
): Promise<ExportProgress> {
  const views = new OptionalViews(session, signal);
  const row = await views.row(
    'V$SESSION_LONGOPS',
    'SELECT MAX(SOFAR) AS SOFAR, MAX(TOTALWORK) AS TOTALWORK FROM V$SESSION_LONGOPS WHERE OPNAME = :job_name',
    { job_name: jobName },
  );
  const done = Number(row?.['SOFAR'] ?? 0);
  const total = Number(row?.['TOTALWORK'] ?? 0);
  const percent = total > 0 ? Math.min(100, (100 * done) / total) : null;
  const undoRetentionS = await readTunedUndoRetention(views, 'hour');
  return {
    percent,
    bytes: done * bytesPerMegabyte,
    state: state ?? 'DEFINING',
    ...(undoRetentionS === null ? {} : { undoRetentionS }),
  };
}
