import type { BackupResult, CopyResult } from '../../domain/backup-result';
import type { Manifest } from '../../domain/manifest';
import { describeAcceleration } from '../../domain/describe-acceleration';
import { describeFindings } from '../../domain/describe-monitor';
import { formatBytes, formatDuration } from '../../domain/quantities';

/** A backup's result for people: the outcome, each region, what went wrong and what to do next. */
export function describeResult(result: BackupResult): string {
  return [
    headline(result),
    ...result.copies.map(copyLine),
    ...timeLines(result),
    ...(result.monitor === null ? [] : describeFindings(result.monitor)),
    ...(result.acceleration === null ? [] : describeAcceleration(result.acceleration)),
    ...result.warnings.map((warning) => `warning: ${warning}`),
    ...result.leftBehind.map((thing) => `left behind: ${thing}`),
    ...nextSteps(result),
  ].join('\n');
}

function headline({ outcome, backupId, database, bytes, files, scn, phases, error }: BackupResult): string {
  if (outcome !== 'sealed') {
    const why = error === undefined ? '' : `\n${error.code}: ${error.message}\nhint: ${error.hint}`;
    return `${outcome}: backup ${backupId} of ${database}${why}`;
  }
  const tookMs = phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `sealed: backup ${backupId} of ${database}, ${formatBytes(bytes)} in ${files} files, SCN ${scn ?? '?'}, ${formatDuration(tookMs)}`;
}

/** Whether it was in time, and what was decided on the way. */
function timeLines({ deadline, pace }: BackupResult): readonly string[] {
  const due =
    deadline === null
      ? []
      : [
          `deadline ${deadline.at} (${deadline.policy}): ${deadline.isMet ? 'met' : 'missed'}, ${formatDuration(Math.abs(deadline.lateByMs))} ${deadline.lateByMs > 0 ? 'after' : 'before'} it`,
        ];
  return [...due, ...(pace?.decisions ?? []).map((each) => `  ${each.at} ${each.pace}: ${each.because}`)];
}

function copyLine({ region, state, missingParts, reason }: CopyResult): string {
  const missing = missingParts > 0 ? `, ${missingParts} parts missing` : '';
  return `  ${region}: ${state}${missing}${reason === undefined ? '' : ` (${reason})`}`;
}

function nextSteps({ outcome, backupId, database, repairWorkflowId }: BackupResult): readonly string[] {
  if (outcome !== 'sealed') return [];
  const repair =
    repairWorkflowId === null ? [] : [`the other regions are being filled by workflow ${repairWorkflowId}`];
  return [...repair, `restore it with: redoubt restore ${database} --backup ${backupId} --to DIR --identity FILE`];
}

/** A backup of which Temporal no longer knows the run. */
export function describeStored(manifest: Manifest, regions: readonly string[]): string {
  const { backupId, database, totals, signedAt, warnings } = manifest;
  return [
    `stored: backup ${backupId} of ${database}, ${formatBytes(totals.bytes)} in ${totals.files} files, SCN ${manifest.export.scn}, signed ${signedAt}`,
    `  in ${regions.join(', ')} (${manifest.minCopies} needed)`,
    ...warnings.map((warning) => `warning: ${warning}`),
    `restore it with: redoubt restore ${database} --backup ${backupId} --to DIR --identity FILE`,
  ].join('\n');
}
