import { backupPrefix, type VaultPlace } from '../../domain/object-keys';
import type { Region } from '../region/region';

/** Where a database's objects lie in this region: prefixes differ, the rest does not. */
export function placeIn(region: Pick<Region, 'settings'>, database: string): VaultPlace {
  return { prefix: region.settings.prefix, database };
}

/** A key of a backup (as indexes and manifests name it) as this region has it. */
export function keyIn(region: Pick<Region, 'settings'>, { database, backupId }: BackupPlace, key: string): string {
  return `${backupPrefix(placeIn(region, database), backupId)}${key}`;
}

export interface BackupPlace {
  readonly database: string;
  readonly backupId: string;
}
