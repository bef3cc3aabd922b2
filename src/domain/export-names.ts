/**
 * Names of what a run creates in a database: they carry the installation's tag and the backup's id, so that whoever
 * finds them later (the next attempt, the keeper, the sweep) knows whose they are. Upper case, no hyphen: the job's name
 * is also the name of its master table. At most 30 bytes are allowed before 12.2, 128 after.
 */
const prefix = 'RDBT';

export interface ExportNames {
  readonly jobName: string;
  /** Data Pump's template of the dump files; %L counts 01 to 99, then on past 100. */
  readonly dumpTemplate: string;
  readonly logFile: string;
}

/** @param tag the installation's: 1 to 8 of A-Z and 0-9. @param attempt from 1. */
export function exportNames(tag: string, backupId: string, attempt: number): ExportNames {
  const jobName = `${prefix}_${tag}_${backupId.toUpperCase().replace('-', '_')}_${attempt}`;
  const fileStem = jobName.toLowerCase();
  return { jobName, dumpTemplate: `${fileStem}_%L.dmp`, logFile: `${fileStem}.log` };
}

export interface ParsedJobName {
  readonly tag: string;
  readonly backupId: string;
  readonly attempt: number;
}

/** Whose job this is; undefined for jobs that are not Redoubt's. */
export function parseJobName(jobName: string): ParsedJobName | undefined {
  const match = /^RDBT_([A-Z0-9]{1,8})_(\d{8}T\d{6}Z)_([0-9A-F]{6})_(\d+)$/.exec(jobName);
  if (match === null) return undefined;
  const [, tag = '', stamp = '', run = '', attempt = ''] = match;
  return { tag, backupId: `${stamp}-${run.toLowerCase()}`, attempt: Number(attempt) };
}

/** The nth dump file (from 1) of a template with %L, as Data Pump names it. */
export function dumpFileName(dumpTemplate: string, n: number): string {
  return dumpTemplate.replace('%L', String(n).padStart(2, '0'));
}
