import { z } from 'zod';

/** `20261123T081500Z-3f2a9c`: the start in UTC, then six hex digits of the run. Sorts by time. */
export const backupIdSchema = z
  .string()
  .regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/, 'a backup id looks like 20261123T081500Z-3f2a9c');

/**
 * The id of the backup that a workflow run makes. Run ids are UUIDv7, whose first digits are a clock, so the last six
 * are taken; the first execution's id stays the same over Reset and workflow retries.
 */
export function backupIdOf(startedAt: Date, firstExecutionRunId: string): string {
  const stamp = startedAt
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `${stamp}-${runDigits(firstExecutionRunId)}`;
}

/** Whether a backup is of a run, or of a retry of it. */
export const isBackupOfRun = (backupId: string, firstExecutionRunId: string): boolean =>
  backupId.slice(-6) === runDigits(firstExecutionRunId);

const runDigits = (firstExecutionRunId: string): string =>
  firstExecutionRunId.replaceAll('-', '').slice(-6).toLowerCase();

/** When the backup of this id was started. */
export function startOfBackup(backupId: string): Date {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(backupId) ?? [];
  return new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}
