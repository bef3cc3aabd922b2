import { hash } from 'node:crypto';
import { manifestSchema, type Manifest } from '../../domain/manifest';
import { manifestKey, manifestsPrefix, signatureKey } from '../../domain/object-keys';
import { BackupError } from '../../errors';
import type { CallOptions, Region } from '../region/region';
import { withRetries } from '../region/retry';
import { verifySignature } from '../crypto/ssh-signature';
import { placeIn, type BackupPlace } from './vault-place';

export interface TrustOptions extends CallOptions {
  /** OpenSSH public keys whose signatures count; none: any key's does, and `ReadManifest.signer` says whose it was. */
  readonly trusted: readonly string[];
}

export interface ReadManifest {
  readonly manifest: Manifest;
  /** The public key that signed it. */
  readonly signer: string;
}

export interface SignedManifest {
  /** From manifestBytes. */
  readonly bytes: Buffer;
  /** From signBytes. */
  readonly signature: string;
}

/**
 * Writes a manifest to a region: its signature first, so that no manifest lies there without one. Safe to do again, by
 * anybody. Where another manifest of this backup lies there already, it stands if it verifies and names the same files.
 * @throws BackupError MANIFEST_CONFLICT, and the codes of Region.putObject
 */
export async function putManifest(
  region: Region,
  backup: BackupPlace,
  { bytes, signature }: SignedManifest,
  options: TrustOptions,
): Promise<'stored' | 'present'> {
  const place = placeIn(region, backup.database);
  const put = (key: string, body: Buffer) =>
    withRetries(() => region.putObject(key, body, hash('sha256', body), options), { signal: options.signal });
  try {
    await put(signatureKey(place, backup.backupId), Buffer.from(signature));
    return await put(manifestKey(place, backup.backupId), bytes);
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== 'OBJECT_CONFLICT') throw error;
    await yieldTo(region, backup, bytes, options);
    return 'present';
  }
}

/** @throws BackupError MANIFEST_CONFLICT unless the stored manifest says the same of the files as ours */
async function yieldTo(region: Region, backup: BackupPlace, bytes: Buffer, options: TrustOptions): Promise<void> {
  const where = `region ${region.settings.name}: backup ${backup.backupId} of ${backup.database}`;
  const stored = await readManifest(region, backup, options).catch((cause: unknown) => {
    if (cause instanceof BackupError && cause.retryable) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('MANIFEST_CONFLICT', `${where} has another manifest, which cannot be read: ${why}`, {
      cause,
    });
  });
  const ours = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  if (filesOf(stored.manifest) === filesOf(ours)) return;
  throw new BackupError('MANIFEST_CONFLICT', `${where} has another manifest, which names other files`);
}

const filesOf = ({ files }: Manifest): string =>
  JSON.stringify(files.map(({ name, size, key, sha256 }) => [name, size, key, sha256]));

/**
 * Reads a manifest, checks its signature before anything in it is believed, and that it is about this backup.
 * @throws BackupError OBJECT_MISSING, SIGNATURE_INVALID, MANIFEST_INVALID, and the codes of Region.getObject
 */
export async function readManifest(region: Region, backup: BackupPlace, options: TrustOptions): Promise<ReadManifest> {
  const place = placeIn(region, backup.database);
  const key = manifestKey(place, backup.backupId);
  const bytes = await region.getObject(key, options);
  const signature = await region.getObject(signatureKey(place, backup.backupId), options);
  const where = `region ${region.settings.name}: ${key}`;
  const signer = located(where, () => verifySignature(bytes, signature.toString('utf8'), options.trusted));
  return { manifest: parseManifest(bytes, backup, where), signer };
}

/**
 * The stored bytes of a backup's manifest and its signature, from the first of its regions that has them as signed: to
 * be written to another region as they are.
 * @throws BackupError where no region has both
 */
export async function manifestObjects(
  { regions }: { readonly regions: readonly Region[] },
  { database, backupId }: BackupPlace,
  options: TrustOptions,
): Promise<SignedManifest> {
  let last: unknown = new BackupError('BACKUP_NOT_FOUND', `no region holds the manifest of ${backupId}`);
  for (const region of regions) {
    try {
      const place = placeIn(region, database);
      const bytes = await region.getObject(manifestKey(place, backupId), options);
      const signature = (await region.getObject(signatureKey(place, backupId), options)).toString('utf8');
      verifySignature(bytes, signature, options.trusted);
      return { bytes, signature };
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      last = error;
    }
  }
  throw last;
}

function located<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    throw new BackupError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}

function parseManifest(bytes: Buffer, { backupId, database }: BackupPlace, where: string): Manifest {
  const parsed = manifestSchema.safeParse(jsonOf(bytes, where));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new BackupError('MANIFEST_INVALID', `${where} is not a manifest that this version can read (${why})`);
  }
  const { data } = parsed;
  if (data.backupId !== backupId || data.database !== database) {
    throw new BackupError('MANIFEST_INVALID', `${where} is the manifest of ${data.database} ${data.backupId}`);
  }
  return data;
}

function jsonOf(bytes: Buffer, where: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new BackupError('MANIFEST_INVALID', `${where} is not JSON`, { cause });
  }
}

const idOfKey = /\/(\d{8}T\d{6}Z-[0-9a-f]{6})\.json$/;

/** The ids of the backups that a region can restore, oldest first: the catalogue is this listing. */
export async function listManifestIds(region: Region, database: string, options: CallOptions = {}): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of region.listObjects(manifestsPrefix(placeIn(region, database)), options)) {
    const id = idOfKey.exec(key)?.[1];
    if (id !== undefined) ids.push(id);
  }
  return ids.sort();
}
