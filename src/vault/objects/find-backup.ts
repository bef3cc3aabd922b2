import { startOfBackup } from '../../domain/backup-id';
import type { Manifest } from '../../domain/manifest';
import { BackupError, type ErrorCode } from '../../errors';
import { listManifestIds, readManifest, type TrustOptions } from './manifests';
import type { CallOptions, Region } from '../region/region';
import { withRetries } from '../region/retry';

/** `backup`: an id, or `latest`. `before`: ISO 8601; the newest backup whose export was complete by then. */
export type BackupSelector = { readonly backup: string } | { readonly before: string };

/** What was wrong somewhere, while the work went on elsewhere. */
export interface VaultProblem {
  readonly region: string;
  /** What was looked for there. */
  readonly key: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface FoundBackup {
  readonly manifest: Manifest;
  /** Who signed it. */
  readonly signer: string;
  /** The regions that list it, the quickest to answer first. */
  readonly regions: readonly Region[];
  readonly problems: readonly VaultProblem[];
}

export interface ListedBackup {
  readonly backupId: string;
  /** In which regions its manifest lies. */
  readonly regions: readonly Region[];
}

/**
 * The backups of a database over all regions that answer, oldest first; the others are in `problems`.
 * @throws BackupError of a region, where none answers
 */
export async function listBackups(
  regions: readonly Region[],
  database: string,
  options: CallOptions = {},
): Promise<{ readonly backups: readonly ListedBackup[]; readonly problems: readonly VaultProblem[] }> {
  const holders = new Map<string, Region[]>();
  const errors: { readonly region: string; readonly error: BackupError }[] = [];
  await Promise.all(
    regions.map(async (region) => {
      try {
        const ids = await withRetries(() => listManifestIds(region, database, options), {
          limits: listRetries,
          signal: options.signal,
        });
        // Regions are added as they answer: the quickest first.
        for (const id of ids) holders.set(id, [...(holders.get(id) ?? []), region]);
      } catch (error) {
        if (!(error instanceof BackupError)) throw error;
        errors.push({ region: region.settings.name, error });
      }
    }),
  );
  if (errors[0] !== undefined && errors.length === regions.length) throw errors[0].error;
  const backups = [...holders].map(([backupId, held]) => ({ backupId, regions: held }));
  return {
    backups: backups.sort((a, b) => (a.backupId < b.backupId ? -1 : 1)),
    problems: errors.map(({ region, error }) => problemOf(region, `manifests of ${database}`, error)),
  };
}

const listRetries = { attempts: 3, withinMs: 5000, firstDelayMs: 250, maxDelayMs: 1000 };

/**
 * Finds a backup and reads its manifest from the first region where it is whole and verifies. A newer backup whose
 * manifest cannot be believed is an error, never passed over in silence.
 * @throws BackupError BACKUP_NOT_FOUND; or why the manifest could be read in no region
 */
export async function findBackup(
  regions: readonly Region[],
  database: string,
  selector: BackupSelector,
  options: TrustOptions,
): Promise<FoundBackup> {
  const { backups, problems } = await listBackups(regions, database, options);
  for (const candidate of candidates(backups, selector)) {
    const read = await readFromAny(candidate, database, options);
    if (!isWanted(read.manifest, selector)) continue;
    return { ...read, regions: candidate.regions, problems: [...problems, ...read.problems] };
  }
  throw notFound(database, selector, backups, problems);
}

/** Newest first. */
function candidates(backups: readonly ListedBackup[], selector: BackupSelector): readonly ListedBackup[] {
  const newestFirst = backups.toReversed();
  if ('before' in selector) {
    const before = Date.parse(selector.before);
    return newestFirst.filter(({ backupId }) => startOfBackup(backupId).getTime() < before);
  }
  return selector.backup === 'latest'
    ? newestFirst.slice(0, 1)
    : backups.filter(({ backupId }) => backupId === selector.backup);
}

function isWanted(manifest: Manifest, selector: BackupSelector): boolean {
  return !('before' in selector) || Date.parse(manifest.export.completedAt) <= Date.parse(selector.before);
}

async function readFromAny({ backupId, regions }: ListedBackup, database: string, options: TrustOptions) {
  const problems: VaultProblem[] = [];
  let last: BackupError | undefined;
  for (const region of regions) {
    try {
      const read = () => readManifest(region, { database, backupId }, options);
      return { ...(await withRetries(read, { limits: listRetries, signal: options.signal })), problems };
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      last = error;
      problems.push(problemOf(region.settings.name, `manifest of ${backupId}`, error));
    }
  }
  throw last ?? new BackupError('INTERNAL', `no region lists ${backupId}`);
}

/** The newest manifests that can be read and believed, newest first; fewer, or none, where there are no more. */
export async function readRecentManifests(
  regions: readonly Region[],
  database: string,
  most: number,
  options: TrustOptions,
): Promise<readonly Manifest[]> {
  const { backups } = await listBackups(regions, database, options);
  const read = await Promise.allSettled(
    backups
      .slice(-most)
      .toReversed()
      .map((listed) => readFromAny(listed, database, options)),
  );
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value.manifest] : []));
}

function problemOf(region: string, key: string, { code, message }: BackupError): VaultProblem {
  return { region, key, code, message };
}

function notFound(
  database: string,
  selector: BackupSelector,
  backups: readonly ListedBackup[],
  problems: readonly VaultProblem[],
): BackupError {
  const wanted = 'before' in selector ? `complete before ${selector.before}` : selector.backup;
  const newest = backups.at(-1);
  const has = newest === undefined ? 'there is none' : `there are ${backups.length}, the newest is ${newest.backupId}`;
  const silent = problems.length === 0 ? '' : `; not asked: ${problems.map(({ region }) => region).join(', ')}`;
  return new BackupError('BACKUP_NOT_FOUND', `no backup of ${database} (${wanted}): ${has}${silent}`);
}
