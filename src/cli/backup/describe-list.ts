import { formatBytes } from '../../domain/quantities';
import type { BackupList, BackupListEntry } from './backup-list';

/** `redoubt backup list` for people. */
export function describeList({ backups, running, older, problems }: BackupList): string {
  const header = ['BACKUP', 'DATABASE', 'STARTED', 'STATE', 'SIZE', 'SCN', 'REGIONS'];
  const rows = [
    ...running.map(({ backupId, database, startedAt }) => [
      backupId,
      database,
      minute(startedAt),
      'running',
      '',
      '',
      '',
    ]),
    ...backups.map(row),
  ];
  return [
    ...(rows.length === 0 ? ['there is no backup'] : alignColumns([header, ...rows])),
    ...backups.flatMap(({ backupId, problem }) => (problem === undefined ? [] : [`warning: ${backupId}: ${problem}`])),
    ...problems.map((problem) => `warning: ${problem}`),
    ...(older > 0 ? [`and ${older} older ones: --limit shows more`] : []),
  ].join('\n');
}

function row({ backupId, database, startedAt, state, bytes, scn, regions, minCopies }: BackupListEntry): string[] {
  const held = state === 'short' ? `${regions.join(', ')} (${minCopies} needed)` : regions.join(', ');
  return [backupId, database, minute(startedAt), state, bytes === null ? '?' : formatBytes(bytes), scn ?? '?', held];
}

/** `2026-11-23 08:15Z` */
const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')}Z`;

/** Rows of cells as lines, each column as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
