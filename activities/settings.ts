import type { BackupPlan } from '../src/domain/backup-plan';
import type { Region } from '../src/vault/region/region';
import type { DatabaseTarget } from '../src/domain/database-target';

/** What activities look up by name on the host where they run: endpoints, secrets, keys. The worker provides it. */
export interface Settings {
  /** What the configuration says of a database now. @throws UNKNOWN_DATABASE, JURISDICTION_REFUSED, NO_RECIPIENT */
  planOf(database: string): Omit<BackupPlan, 'backupId' | 'startedAt' | 'searchAttributes'>;
  /** @throws UNKNOWN_DATABASE, SECRET_MISSING */
  target(database: string): DatabaseTarget;
  databases(): readonly string[];
  /** A region of a database, opened once a process. @throws UNKNOWN_REGION, SECRET_MISSING, JURISDICTION_REFUSED */
  region(database: string, name: string): Region;
  /** The regions that a database's copies lie in, as the configuration has it now. */
  regions(database: string): readonly Region[];
  /** The regions of a running backup: as its plan has it, and still within the database's jurisdictions. */
  regionsOf(plan: BackupPlan): readonly Region[];
  /** Lifts the configured bandwidths of a backup's regions for an expedited batch; answers how to restore them. */
  liftLimits(plan: BackupPlan): () => void;
  readonly tag: string;
  readonly signingKeyFile: string;
  /** OpenSSH public keys whose signatures count. */
  readonly trustedKeys: readonly string[];
}
