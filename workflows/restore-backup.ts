import { z } from 'zod';
import { parseRequest } from '../src/domain/backup-request';
import { backupIdSchema } from '../src/domain/backup-id';
import type { RestoredBackup } from '../activities/restore';
import { checked, toFailure } from './running/failure';
import { activities, longRunning } from './running/policies';

/** `{"database":"sales","backup":"latest","to":"/restore/sales"}`; `before` instead of `backup`: the newest before a time. */
export const restoreRequestSchema = z
  .strictObject({
    database: z.string().min(1),
    backup: z.union([z.literal('latest'), backupIdSchema]).optional(),
    before: z.iso.datetime({ offset: true }).optional(),
    /** An empty or new directory on the restore host. A relative one would depend on where its worker was started. */
    to: z.string().regex(/^(\/|[A-Za-z]:[\\/])/, 'give an absolute path on the restore host'),
  })
  .refine(({ backup, before }) => (backup === undefined) !== (before === undefined), {
    message: 'give either "backup" or "before"',
    path: ['backup'],
  });

/**
 * Restores a backup's files into a directory of a restore host: recovery and drills as routine. Runs on a task queue of
 * its own (`redoubt-restore`), which only workers with an identity serve.
 */
export async function restoreBackup(input: unknown): Promise<RestoredBackup> {
  const request = checked(() => parseRequest(restoreRequestSchema, input));
  const { database, to, backup = 'latest', before } = request;
  try {
    const backupId = await activities(longRunning, `which backup of ${database}?`).chooseBackup({
      database,
      selector: before === undefined ? { backup } : { before },
    });
    return await activities(longRunning, `restore ${backupId} to ${to}`).restoreFiles({ database, backupId, to });
  } catch (error) {
    throw toFailure(error);
  }
}
