import type { BackupPlan } from '../domain/backup-plan';
import type { AcceleratedLine } from '../transport/accelerate';
import { placeIn } from '../vault/objects/vault-place';
import { manifestKey } from '../domain/object-keys';
import type { ConfiguredSettings } from './configured-settings';

/** The lines of a backup's regions; a look for its manifest, which is not there yet, is what touches them. */
export function acceleratedLines(plan: BackupPlan, settings: ConfiguredSettings): readonly AcceleratedLine[] {
  return settings.regionsOf(plan).flatMap((region) => {
    const { name } = region.settings;
    const line = settings.lines.get(name);
    if (line === undefined) return [];
    const key = manifestKey(placeIn(region, plan.database), plan.backupId);
    return [
      {
        region: name,
        touch: (signal: AbortSignal) => region.headObject(key, { signal }),
        report: () => line.report(),
      },
    ];
  });
}
