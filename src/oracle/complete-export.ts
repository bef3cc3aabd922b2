import type { ExportedFile, ExportOutcome } from '../domain/completed-export';
import { exportNames } from '../domain/export-names';
import { BackupError } from '../errors';
import { fileSize } from './directory-files';
import type { ExportLog } from './export-log';
import { judgeExport } from './judge-export';
import { removeAttempt } from './remove-export';
import type { ExportOrder } from './start-export';

/**
 * Judges a job that came to its end, by its log.
 *
 * @throws EXPORT_INCOMPLETE naming tables and errors; EXPORT_FAILED when the log does not fit the files
 */
export async function completeExport(order: ExportOrder, log: ExportLog): Promise<ExportOutcome> {
  const { session, plan, attempt, signal } = order;
  const { jobName, dumpTemplate, logFile } = exportNames(plan.tag, plan.backupId, attempt);
  const directory = plan.export.directory;
  const judgement = judgeExport(log);
  if (judgement.kind === 'incomplete') {
    if (judgement.code !== 'UNDO_TOO_SHORT') {
      throw new BackupError(judgement.code, `${plan.database}: the export is not complete: ${judgement.reason}`);
    }
    await removeAttempt(session, { tag: plan.tag, directory, backupId: plan.backupId }, attempt, signal);
    return { kind: 'next-attempt', code: judgement.code, reason: judgement.reason };
  }
  if (log.scn === undefined || log.dumpFiles.length === 0) {
    throw new BackupError(
      'EXPORT_FAILED',
      `${plan.database}: log ${logFile} names no ${log.scn === undefined ? 'SCN' : 'dump file'}`,
    );
  }
  const sized = async (name: string): Promise<ExportedFile> => {
    const sizeBytes = await fileSize(session, directory, name, signal);
    if (sizeBytes === undefined) {
      throw new BackupError('DUMP_FILE_CHANGED', `${plan.database}: ${name} is in the log, but not in ${directory}`);
    }
    return { name, sizeBytes };
  };
  const files: ExportedFile[] = [];
  for (const name of log.dumpFiles) files.push(await sized(name));
  return {
    kind: 'completed',
    scn: log.scn,
    jobName,
    dumpTemplate,
    files,
    log: await sized(logFile),
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    completedAt: new Date().toISOString(),
    warnings: judgement.warnings,
  };
}
