import { withHeartbeat } from './heartbeat';
import type { Settings } from './settings';
import { restoreBackup, type BackupSelector, type RestoreReport } from '../src/vault/restore-backup';

export interface RestoredBackup {
  readonly backupId: string;
  readonly scn: string;
  readonly to: string;
  readonly files: RestoreReport['files'];
  readonly regionsUsed: readonly string[];
  readonly problems: RestoreReport['problems'];
}

export type RestoreActivities = ReturnType<typeof createRestoreActivities>;

/** Restores on a host that has an identity; other hosts do not serve its task queue. */
export function createRestoreActivities({ settings, identityFile }: { settings: Settings; identityFile: string }) {
  return {
    restoreFiles: (order: { database: string; to: string; selector: BackupSelector }): Promise<RestoredBackup> =>
      withHeartbeat(async ({ signal, report }) => {
        const restored = await restoreBackup({
          regions: settings.regions(order.database),
          database: order.database,
          selector: order.selector,
          identityFile,
          to: order.to,
          trusted: settings.trustedKeys,
          onProgress: report,
          signal,
        });
        const { manifest, files, regionsUsed, problems } = restored;
        return { backupId: manifest.backupId, scn: manifest.export.scn, to: order.to, files, regionsUsed, problems };
      }),
  };
}
