import type { Config } from '../../config/schema';
import { backupIdSchema } from '../../domain/backup-id';
import type { MonitorFindings } from '../../domain/bottleneck';
import { monitorFindings, type Manifest } from '../../domain/manifest';
import { keptSeries } from '../../domain/monitor-news';
import { formatBytes } from '../../domain/quantities';
import { BackupError } from '../../errors';
import { decodeSeries, type DecodedSeries } from '../../monitor/decode-series';
import { readMonitorSeries } from '../../vault/objects/monitor-series';
import { findBackupRun } from './backup-run';
import type { CliIo } from '../cli-io';
import { findStoredBackup } from './find-stored-backup';
import { withTemporal } from '../temporal-client';
import { withVault } from '../vault-access';

/** What a report is made of. No key is needed: neither manifest nor series is encrypted. */
export interface ReportMaterial {
  readonly manifest: Manifest;
  readonly findings: MonitorFindings | null;
  readonly series: DecodedSeries | null;
  /** Of the other hosts that were watched, as far as theirs can be read. */
  readonly otherSeries: readonly DecodedSeries[];
  /** Where there is no series, or not of every host: what there is, and why. */
  readonly whyNoSeries?: string;
}

/**
 * Finds a backup by its id, or by its workflow's where Temporal knows it, and reads manifest and series from any region
 * that answers.
 * @throws BackupError BACKUP_NOT_FOUND, WORKFLOW_NOT_FOUND, and why no region could be read
 */
export async function readReportMaterial(config: Config, id: string, io: CliIo): Promise<ReportMaterial> {
  const backupId = backupIdSchema.safeParse(id).success ? id : await backupOfWorkflow(config, id, io);
  const stored = await findStoredBackup(config, backupId, io);
  if (stored?.manifest !== undefined) return withSeries(config, stored.manifest, io);
  const why =
    stored === undefined
      ? 'no region lists it: it still runs, or was not sealed (`redoubt backup show` tells)'
      : `its manifest could not be read: ${stored.problem ?? ''}`;
  throw new BackupError('BACKUP_NOT_FOUND', `there is no report of backup ${backupId}: ${why}`);
}

async function backupOfWorkflow(config: Config, workflowId: string, io: CliIo): Promise<string> {
  return withTemporal(config, io, async ({ client }) => (await findBackupRun(client, workflowId)).backupId);
}

async function withSeries(config: Config, manifest: Manifest, io: CliIo): Promise<ReportMaterial> {
  const findings = monitorFindings(manifest);
  const without = (whyNoSeries: string): ReportMaterial => ({
    manifest,
    findings,
    series: null,
    otherSeries: [],
    whyNoSeries,
  });
  if (findings === null)
    return without('There is no series: the backup ran without the monitor, or another version made it.');
  const kept = keptSeries(findings);
  if (kept.length === 0) return without(`There is no series: the monitor of host ${findings.host} could not keep it.`);
  const read = await Promise.all(kept.map((each) => readSeries(config, manifest, each, io)));
  const [series = null, ...otherSeries] = read.filter((each) => typeof each !== 'string');
  const problems = read.filter((each) => typeof each === 'string');
  return {
    manifest,
    findings,
    series,
    otherSeries,
    ...(problems.length === 0 ? {} : { whyNoSeries: problems.join(' ') }),
  };
}

/** The series, or why it cannot be had. */
async function readSeries(
  config: Config,
  { database, backupId }: Manifest,
  { key, sha256, sizeBytes }: ReturnType<typeof keptSeries>[number],
  io: CliIo,
): Promise<DecodedSeries | string> {
  try {
    const bytes = await withVault(config, { database }, io, ({ regions }) =>
      readMonitorSeries(regions, { database, backupId }, sha256),
    );
    return decodeSeries(bytes);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return `The series ${key} (${formatBytes(sizeBytes)}) could not be read: ${error.code}: ${error.message}`;
  }
}
