import type { Config } from '../../config/schema';
import { backupIdSchema } from '../../domain/backup-id';
import { BackupError } from '../../errors';
import { readCatalogue, type CataloguedBackup } from '../catalogue';
import type { CliIo } from '../cli-io';

/**
 * The backup of this id as the regions tell of it, whichever database it is of; undefined where none of those that answer
 * lists it.
 * @throws BackupError of a database whose regions could not be asked, where the others do not have the backup
 */
export async function findStoredBackup(
  config: Config,
  backupId: string,
  io: CliIo,
): Promise<CataloguedBackup | undefined> {
  if (!backupIdSchema.safeParse(backupId).success) return undefined;
  let unasked: BackupError | undefined;
  for (const database of Object.keys(config.databases)) {
    try {
      const { backups } = await readCatalogue(config, { database, backupId }, io);
      if (backups[0] !== undefined) return backups[0];
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      unasked ??= error;
    }
  }
  if (unasked !== undefined) throw unasked;
  return undefined;
}
