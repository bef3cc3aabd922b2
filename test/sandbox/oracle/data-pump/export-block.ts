import type { BindValue, CallerSession, SqlValue } from '../../../../src/sandbox/oracle/engine';
import { type BlockBench, textBind } from '../plsql/block-bench';

/** What a test wants different from a plain schema export. */
export interface ExportWish {
  readonly job?: string;
  readonly file?: string;
  /** Calls between ADD_FILE and START_JOB. */
  readonly calls?: string;
  readonly addFile?: string;
}

/** From OPEN to START_JOB in one block, as a careful client does it: a failure leaves no job behind and says why. */
export function exportBlock({
  job = 'NIGHTLY',
  file = 'nightly_%U.dmp',
  calls = '',
  addFile = '',
}: ExportWish = {}): string {
  return `
DECLARE
  h NUMBER;
  job_state VARCHAR2(30);
  st ku$_Status;
  why VARCHAR2(4000);
  i PLS_INTEGER;
  PROCEDURE_failed EXCEPTION;
BEGIN
  h := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'SCHEMA', job_name => '${job}');
  DBMS_DATAPUMP.ADD_FILE(handle => h, filename => '${file}', directory => 'DUMPS' ${addFile});
  DBMS_DATAPUMP.ADD_FILE(handle => h, filename => '${job}.log', directory => 'DUMPS',
    filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_EXPR', 'IN (''SALES'')');
  ${calls}
  DBMS_DATAPUMP.START_JOB(h, cluster_ok => 0);
  DBMS_DATAPUMP.DETACH(h);
EXCEPTION
  WHEN OTHERS THEN
    why := DBMS_UTILITY.FORMAT_ERROR_STACK;
    DBMS_DATAPUMP.GET_STATUS(h, DBMS_DATAPUMP.KU$_STATUS_JOB_ERROR, 0, job_state, st);
    IF BITAND(st.mask, DBMS_DATAPUMP.KU$_STATUS_JOB_ERROR) <> 0 THEN
      i := st.error.FIRST;
      WHILE i IS NOT NULL LOOP
        why := SUBSTR(why || CHR(10) || st.error(i).LogText, 1, 2000);
        i := st.error.NEXT(i);
      END LOOP;
    END IF;
    BEGIN
      DBMS_DATAPUMP.STOP_JOB(handle => h, immediate => 1, keep_master => 0);
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    RAISE_APPLICATION_ERROR(-20001, why);
END;`;
}

/** Attaches, does the calls, and gives back the text that they leave in `r`. */
export function attachedBlock(job: string, calls: string): string {
  return `DECLARE h NUMBER; st ku$_Status; js VARCHAR2(30); r VARCHAR2(4000);
BEGIN h := DBMS_DATAPUMP.ATTACH('${job}', 'REDOUBT'); ${calls} :r := r; END;`;
}

export function attached(
  bench: BlockBench,
  session: CallerSession,
  job: string,
  calls: string,
): Promise<readonly SqlValue[]> {
  return bench.run(session, attachedBlock(job, calls), [textBind()]);
}

/** Starts an export in a session of its own, as a client that then goes away. */
export async function startExport(
  bench: BlockBench,
  wish: ExportWish = {},
  binds: readonly BindValue[] = [],
): Promise<void> {
  const session = bench.session();
  await bench.run(session, exportBlock(wish), binds);
  bench.engine.endSession(session);
}

export function jobStates(bench: BlockBench): readonly string[] {
  return bench
    .view('DBA_DATAPUMP_JOBS')
    .map((row) => [row[1], row[4]].filter((cell) => typeof cell === 'string').join(' '));
}
