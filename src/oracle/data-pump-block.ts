import type { BackupPlan } from '../domain/backup-plan';
import { exportNames } from '../domain/export-names';
import { clientCommand } from './export-log';
import { jobModes, scopeCalls } from './scope-filters';
import type { InBind, OutBind } from './session';

/** PL/SQL for the server, and its binds. `failure` comes back NULL, or with the stack and what Data Pump says of it. */
export interface Block {
  readonly text: string;
  readonly binds: Readonly<Record<string, InBind | OutBind>>;
}

const failure: OutBind = { outBytes: 32_767 };

/**
 * The handler of every block. The exception names a class of errors only (ORA-39001); the reason is in GET_STATUS, and is
 * wiped by STOP_JOB and DETACH: so it is kept first, in an OUT bind, as RAISE_APPLICATION_ERROR would cut it at 2,048 bytes.
 *
 * @param undo the statement that lets go of the handle `h`.
 */
function handled(body: string, undo: string): string {
  return `DECLARE
  h NUMBER;
  state VARCHAR2(30);
  status SYS.KU$_STATUS;
  stack VARCHAR2(32767);
  i PLS_INTEGER;
BEGIN
  :failure := NULL;
${body}
EXCEPTION
  WHEN OTHERS THEN
    stack := SUBSTR(DBMS_UTILITY.FORMAT_ERROR_STACK, 1, 2000);
    BEGIN
      DBMS_DATAPUMP.GET_STATUS(handle => h, mask => DBMS_DATAPUMP.KU$_STATUS_JOB_ERROR, timeout => 0, job_state => state, status => status);
      IF status.error IS NOT NULL THEN
        i := status.error.FIRST;
        WHILE i IS NOT NULL LOOP
          stack := SUBSTR(stack || CHR(10) || status.error(i).LogText, 1, 6000);
          i := status.error.NEXT(i);
        END LOOP;
      END IF;
    EXCEPTION
      WHEN OTHERS THEN NULL;
    END;
    BEGIN
      IF h IS NOT NULL THEN
        ${undo}
      END IF;
    EXCEPTION
      WHEN OTHERS THEN NULL;
    END;
    :failure := stack;
END;`;
}

const stopAndRemove = 'DBMS_DATAPUMP.STOP_JOB(handle => h, immediate => 1, keep_master => 0, delay => 0);';
const detach = 'DBMS_DATAPUMP.DETACH(handle => h);';

export interface Definition {
  readonly plan: BackupPlan;
  readonly attempt: number;
  readonly scn: string;
  /** 1: SET_PARALLEL is left out, which editions without it refuse. */
  readonly parallel: number;
  /** Who the job belongs to, as the dictionary spells it. */
  readonly user: string;
}

/**
 * Defines and starts an export in one block, so that no half-defined job outlives its session, and two that try at once
 * get ORA-31634 instead of two jobs. The master table is kept: it is the register of what lies in the directory.
 * SET_PARALLEL comes before the files: it may be refused, and then none has been created.
 */
export function defineBlock({ plan, attempt, scn, parallel, user }: Definition): Block {
  const { jobName, dumpTemplate, logFile } = exportNames(plan.tag, plan.backupId, attempt);
  const filters = scopeCalls(plan.export.scope, user);
  const body = [
    `h := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => :job_mode, job_name => :job_name);`,
    ...(parallel > 1 ? ['DBMS_DATAPUMP.SET_PARALLEL(handle => h, degree => :degree);'] : []),
    `DBMS_DATAPUMP.ADD_FILE(handle => h, filename => :dump_template, directory => :directory, filesize => :file_size, filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_DUMP_FILE);`,
    `DBMS_DATAPUMP.ADD_FILE(handle => h, filename => :log_file, directory => :directory, filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);`,
    ...filters.calls,
    `DBMS_DATAPUMP.SET_PARAMETER(handle => h, name => 'CLIENT_COMMAND', value => :client_command);`,
    `DBMS_DATAPUMP.SET_PARAMETER(handle => h, name => 'FLASHBACK_SCN', value => TO_NUMBER(:scn));`,
    `DBMS_DATAPUMP.SET_PARAMETER(handle => h, name => 'KEEP_MASTER', value => 1);`,
    `DBMS_DATAPUMP.SET_PARAMETER(handle => h, name => 'METRICS', value => 1);`,
    'DBMS_DATAPUMP.START_JOB(handle => h, skip_current => 0, abort_step => 0, cluster_ok => 0);',
    detach,
  ];
  return {
    text: handled(body.map((line) => `  ${line}`).join('\n'), stopAndRemove),
    binds: {
      failure,
      job_mode: jobModes[plan.export.scope.mode],
      job_name: jobName,
      ...(parallel > 1 ? { degree: parallel } : {}),
      dump_template: dumpTemplate,
      directory: plan.export.directory,
      file_size: plan.export.fileSize ?? null,
      log_file: logFile,
      ...filters.binds,
      client_command: clientCommand(plan.backupId, attempt, scn),
      scn,
    },
  };
}

/** Starts a job that stopped: it goes on with what it had not finished. */
export function startBlock(jobName: string): Block {
  const body = `  h := DBMS_DATAPUMP.ATTACH(job_name => :job_name);
  DBMS_DATAPUMP.START_JOB(handle => h, skip_current => 0, abort_step => 0, cluster_ok => 0);
  ${detach}`;
  return { text: handled(body, detach), binds: { failure, job_name: jobName } };
}

/**
 * Stops a job at once, whoever is attached.
 *
 * @param keepMaster true: it can be started again. false: its master table and its dump files go.
 */
export function stopBlock(jobName: string, keepMaster: boolean): Block {
  const body = `  h := DBMS_DATAPUMP.ATTACH(job_name => :job_name);
  DBMS_DATAPUMP.STOP_JOB(handle => h, immediate => 1, keep_master => :keep_master, delay => 0);`;
  return { text: handled(body, detach), binds: { failure, job_name: jobName, keep_master: keepMaster ? 1 : 0 } };
}

/** Gives a running job another number of workers, and lets go of it: new ones start at once, spare ones end with their table. */
export function setParallelBlock(jobName: string, degree: number): Block {
  const body = `  h := DBMS_DATAPUMP.ATTACH(job_name => :job_name);
  DBMS_DATAPUMP.SET_PARALLEL(handle => h, degree => :degree);
  ${detach}`;
  return { text: handled(body, detach), binds: { failure, job_name: jobName, degree } };
}
