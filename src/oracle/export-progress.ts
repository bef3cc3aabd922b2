import type { JobState } from './export-decision';
import { OptionalViews } from './optional-views';
import { numberOf } from './row-number';
import type { Session } from './session';

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
  const undoRetentionS = await readUndoRetentionNow(views);
  return {
    percent,
    bytes: done * bytesPerMegabyte,
    state: state ?? 'DEFINING',
    ...(undoRetentionS === undefined ? {} : { undoRetentionS }),
  };
}

/** The least of the last hour: it is tuned up and down every few minutes. */
async function readUndoRetentionNow(views: OptionalViews): Promise<number | undefined> {
  const row = await views.row(
    'V$UNDOSTAT',
    'SELECT MIN(TUNED_UNDORETENTION) AS SECONDS FROM V$UNDOSTAT WHERE BEGIN_TIME > SYSDATE - 1 / 24',
  );
  return numberOf(row, 'SECONDS') ?? undefined;
}
