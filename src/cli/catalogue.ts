import type { Config } from '../config/schema';
import type { Manifest } from '../domain/manifest';
import { mapSome } from '../domain/map-some';
import { BackupError } from '../errors';
import { listBackups, type ListedBackup } from '../vault/objects/find-backup';
import { readManifest } from '../vault/objects/manifests';
import type { CliIo } from './cli-io';
import { withVault, type VaultAccess } from './vault-access';

/** A backup as the regions tell of it. */
export interface CataloguedBackup {
  readonly backupId: string;
  readonly database: string;
  /** Regions that hold its manifest: each can restore it alone. */
  readonly regions: readonly string[];
  /** Undefined where it could be read nowhere: `problem` says why. */
  readonly manifest?: Manifest;
  readonly problem?: string;
}

export interface Catalogue {
  /** Newest first. */
  readonly backups: readonly CataloguedBackup[];
  /** How many there are, with those that were not asked for. */
  readonly total: number;
  readonly problems: readonly { readonly region: string; readonly message: string }[];
}

export interface CatalogueQuestion {
  readonly database: string;
  /** At most so many, the newest. */
  readonly limit?: number;
  /** This one only. */
  readonly backupId?: string;
}

/** Reads what the regions of a database hold: their listings, and of each backup one manifest. */
export function readCatalogue(config: Config, question: CatalogueQuestion, io: CliIo): Promise<Catalogue> {
  const { database, limit = Number.POSITIVE_INFINITY, backupId } = question;
  return withVault(config, { database }, io, async (vault) => {
    const listed = await listBackups(vault.regions, database);
    const wanted = listed.backups.filter((each) => backupId === undefined || each.backupId === backupId).toReversed();
    return {
      backups: await mapSome(wanted.slice(0, limit), readAtOnce, (each) => readOne(vault, database, each)),
      total: listed.backups.length,
      problems: [...vault.unopened, ...listed.problems.map(({ region, message }) => ({ region, message }))],
    };
  });
}

const readAtOnce = 8;

async function readOne({ trusted }: VaultAccess, database: string, listed: ListedBackup): Promise<CataloguedBackup> {
  const { backupId } = listed;
  const regions = listed.regions.map(({ settings }) => settings.name).sort();
  let problem: string | undefined;
  for (const region of listed.regions) {
    try {
      const { manifest } = await readManifest(region, { database, backupId }, { trusted });
      return { backupId, database, regions, manifest };
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      problem ??= error.message;
    }
  }
  return { backupId, database, regions, problem: problem ?? 'no region lists it' };
}
