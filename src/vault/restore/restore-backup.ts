import { availableParallelism } from 'node:os';
import type { Manifest } from '../../domain/manifest';
import { BackupError } from '../../errors';
import { readIdentities, type AgeKeyPair } from '../crypto/age-keys';
import { findBackup, type BackupSelector, type VaultProblem } from '../objects/find-backup';
import { PartThreads } from '../seal/part-threads';
import type { Region } from '../region/region';
import { RegionReader } from '../region/region-reader';
import { restoreFile, type RestoredFile } from './restore-file';
import { checkFileNames, RestoreTarget } from './restore-target';

export type { BackupSelector, VaultProblem } from '../objects/find-backup';

export interface RestoreProgress {
  readonly backupId: string;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** The file that is being written. */
  readonly file: string;
}

export interface RestoreOrder {
  readonly regions: readonly Region[];
  readonly database: string;
  readonly selector: BackupSelector;
  /** As `redoubt keygen` or `age-keygen` wrote it. */
  readonly identityFile: string;
  /** An empty or new directory, or one with what a restore of the same backup left when it was killed. */
  readonly to: string;
  /** OpenSSH public keys whose manifests are believed; none: any, with a warning in the report. */
  readonly trusted: readonly string[];
  /** Whether the report shall have the digest of each whole file. It costs a second hash of every byte. */
  readonly wholeDigests: boolean;
  readonly onProgress?: (progress: RestoreProgress) => void;
  readonly signal?: AbortSignal;
  /** For a restore that is tried until it succeeds, as an activity is. */
  readonly tries?: RestoreTries;
}

export interface RestoreTries {
  /** Another try of this very restore came before. */
  readonly again: boolean;
  /** What was written stays for the next try. */
  readonly another: (error: unknown) => boolean;
}

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly files: readonly RestoredFile[];
  /** The regions that gave at least one object. */
  readonly regionsUsed: readonly string[];
  /** What was missing, damaged or out of reach in one region and was read from another. */
  readonly problems: readonly VaultProblem[];
  readonly warnings: readonly string[];
}

/** As many as parts are opened at once, where there are cores for them. */
const mostThreads = 4;

/**
 * Brings a backup's files back into a directory: signature, digests and sizes are checked on the way, what one region
 * lacks comes from the next. Either all files are there under their names in the end, or none. A restore that was killed
 * is gone on with: parts that it wrote are not fetched again.
 * @throws BackupError BACKUP_NOT_FOUND, SIGNATURE_INVALID, MANIFEST_INVALID, IDENTITY_INVALID, IDENTITY_MISMATCH,
 * TARGET_NOT_EMPTY, TARGET_UNWRITABLE, BACKUP_UNREADABLE
 */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const identities = await readIdentities(order.identityFile);
  const threads = new PartThreads(Math.min(mostThreads, availableParallelism()));
  threads.start();
  try {
    return await restoreWith(order, identities, threads);
  } finally {
    await threads.close();
  }
}

async function restoreWith(
  order: RestoreOrder,
  identities: readonly AgeKeyPair[],
  threads: PartThreads,
): Promise<RestoreReport> {
  const { regions, database, selector, trusted, signal } = order;
  const found = await findBackup(regions, database, selector, { trusted, ...(signal === undefined ? {} : { signal }) });
  const { manifest } = found;
  checkIdentities(identities, manifest, order.identityFile);
  const names = manifest.files.map(({ name }) => name);
  checkFileNames(names);
  const target = await RestoreTarget.prepare(order.to, { names, again: order.tries?.again ?? false });
  const reader = new RegionReader({
    regions: [...found.regions, ...regions.filter((region) => !found.regions.includes(region))],
    backup: { database, backupId: manifest.backupId },
    signal,
  });
  try {
    const files = await restoreFiles(order, manifest, { reader, target, identities, threads });
    await target.finish();
    const problems = [...found.problems, ...reader.problems];
    return { manifest, files, regionsUsed: reader.regionsUsed, problems, warnings: warningsOf(order, found.signer) };
  } catch (error) {
    if (order.tries?.another(error) !== true) await target.discard();
    throw error;
  }
}

interface RestoreParts {
  readonly reader: RegionReader;
  readonly target: RestoreTarget;
  readonly identities: readonly AgeKeyPair[];
  readonly threads: PartThreads;
}

async function restoreFiles(order: RestoreOrder, manifest: Manifest, parts: RestoreParts): Promise<RestoredFile[]> {
  const { backupId, totals } = manifest;
  const { reader, target, identities, threads } = parts;
  const restored: RestoredFile[] = [];
  let bytesDone = 0;
  for (const file of manifest.files) {
    const onBytes = (bytes: number): void => {
      bytesDone += bytes;
      order.onProgress?.({ backupId, bytesDone, bytesTotal: totals.bytes, file: file.name });
    };
    const tools = { reader, threads, identities: identities.map(({ identity }) => identity), target };
    const done = restoreFile(file, { ...tools, wholeDigest: order.wholeDigests, onBytes });
    restored.push(await done.catch((error: unknown) => Promise.reject(unreadable(error, file.name, manifest, reader))));
  }
  return restored;
}

/** Says what is lost where; other errors (the disk, the identity, an abort) stay as they are. */
function unreadable(error: unknown, file: string, { backupId }: Manifest, reader: RegionReader): unknown {
  const isAboutRegions = error instanceof BackupError && /^(OBJECT|REGION|BUCKET)_/.test(error.code);
  if (!isAboutRegions) return error;
  const lost = reader.problems.map(({ region, key, code }) => `${key} in ${region} (${code})`);
  const which = lost.length === 0 ? '' : `: ${lost.slice(0, 12).join(', ')}${lost.length > 12 ? ', …' : ''}`;
  return new BackupError(
    'BACKUP_UNREADABLE',
    `${file} of backup ${backupId} cannot be read whole from any region${which}`,
    {
      cause: error,
      details: [...reader.problems],
    },
  );
}

/** @throws BackupError IDENTITY_MISMATCH before anything is fetched */
function checkIdentities(identities: readonly AgeKeyPair[], { encryption }: Manifest, path: string): void {
  if (identities.some(({ recipient }) => encryption.recipients.includes(recipient))) return;
  const [has, needs] = [identities.map(({ recipient }) => recipient), encryption.recipients];
  throw new BackupError(
    'IDENTITY_MISMATCH',
    `${path} opens what was sealed for ${has.join(', ')}; this backup was sealed for ${needs.join(', ')}`,
  );
}

function warningsOf({ trusted }: RestoreOrder, signer: string): readonly string[] {
  if (trusted.length > 0) return [];
  return [`no trusted key is configured: whether ${signer} is the key that should have signed this was not checked`];
}
