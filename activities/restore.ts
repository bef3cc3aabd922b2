import { Context } from '@temporalio/activity';
import { BackupError } from '../src/errors';
import { findBackup } from '../src/vault/objects/find-backup';
import {
  restoreBackup,
  type BackupSelector,
  type RestoreReport,
  type RestoreTries,
} from '../src/vault/restore/restore-backup';
import { withHeartbeat } from './heartbeat';
import type { Settings } from './settings';

export interface RestoredBackup {
  readonly backupId: string;
  readonly scn: string;
  readonly to: string;
  readonly files: RestoreReport['files'];
  readonly regionsUsed: readonly string[];
  readonly problems: RestoreReport['problems'];
  readonly warnings: RestoreReport['warnings'];
}

export type RestoreActivities = ReturnType<typeof createRestoreActivities>;

/** Restores on a host that has an identity; other hosts do not serve its task queue. */
export function createRestoreActivities({ settings, identityFile }: { settings: Settings; identityFile: string }) {
  return {
    /** Which backup is meant. Once: the latest one may be another when a restore is tried again. */
    chooseBackup: ({ database, selector }: { database: string; selector: BackupSelector }): Promise<string> =>
      withHeartbeat(async ({ signal }) => {
        const trust = { trusted: settings.trustedKeys, signal };
        const { manifest } = await findBackup(settings.regions(database), database, selector, trust);
        return manifest.backupId;
      }),

    /** Brings the files back; a further try goes on with what the one before it left. */
    restoreFiles: (order: { database: string; backupId: string; to: string }): Promise<RestoredBackup> =>
      withHeartbeat(async ({ signal, report }) => {
        const { database, backupId, to } = order;
        const restored = await restoreBackup({
          regions: settings.regions(database),
          database,
          selector: { backup: backupId },
          identityFile,
          to,
          trusted: settings.trustedKeys,
          wholeDigests: true,
          onProgress: report,
          signal,
          tries: triesOf(Context.current()),
        });
        const { manifest, files, regionsUsed, problems, warnings } = restored;
        return { backupId, scn: manifest.export.scn, to, files, regionsUsed, problems, warnings };
      }),
  };
}

/** A worker that shuts down, a heartbeat that came too late and a passing failure are followed by another try. */
function triesOf(context: Context): RestoreTries {
  return {
    again: context.info.attempt > 1,
    another: (error) =>
      context.cancellationDetails?.cancelRequested !== true && !(error instanceof BackupError && !error.retryable),
  };
}
