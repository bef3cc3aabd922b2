import { hash } from 'node:crypto';
import type { MissingByRegion } from '../../domain/copy-work';
import { fileObjectBytes, indexBytes, type BatchIndex, type FileObject, type IndexLine } from '../../domain/manifest';
import { fileObjectKey, indexKey } from '../../domain/object-keys';
import { BackupError } from '../../errors';
import { collectOutcomes, missingIn, throwIfNowhere } from '../copy/put-everywhere';
import { putToRegion } from '../copy/put-to-region';
import type { Region } from '../region/region';
import type { RegionHealth } from '../region/region-health';
import { keyIn, type BackupPlace } from './vault-place';

export interface VaultTarget {
  readonly regions: readonly Region[];
  readonly backup: BackupPlace;
  readonly health: RegionHealth;
  readonly signal: AbortSignal;
}

/**
 * Writes the index of a batch's parts to every region that takes it. The same lines give the same object.
 * @returns how the file object names it, and the regions that lack it (with 0 parts)
 * @throws BackupError where no region took it
 */
export async function writeBatchIndex(
  target: VaultTarget,
  fileNumber: number,
  lines: readonly IndexLine[],
): Promise<{ readonly index: BatchIndex; readonly missing: MissingByRegion }> {
  const firstPart = Math.min(...lines.map(({ part }) => part));
  if (lines.length === 0) throw new BackupError('INTERNAL', 'an index of no parts');
  const body = indexBytes(lines);
  const sha256 = hash('sha256', body);
  const key = indexKey(fileNumber, firstPart, sha256);
  const missing = await writeSmallObject(target, { key, body, sha256 });
  return { index: { firstPart, parts: lines.length, key, sha256, size: body.length }, missing };
}

/**
 * Writes the object that lists a file's batches to every region that takes it.
 * @throws BackupError where no region took it
 */
export async function writeFileObject(
  target: VaultTarget,
  fileObject: FileObject,
): Promise<{ readonly key: string; readonly sha256: string; readonly missing: MissingByRegion }> {
  const body = fileObjectBytes(fileObject);
  const sha256 = hash('sha256', body);
  const key = fileObjectKey(fileObject.fileNumber, sha256);
  return { key, sha256, missing: await writeSmallObject(target, { key, body, sha256 }) };
}

async function writeSmallObject(
  { regions, backup, health, signal }: VaultTarget,
  object: { readonly key: string; readonly body: Buffer; readonly sha256: string },
): Promise<MissingByRegion> {
  const put = (region: Region): Promise<void> =>
    putToRegion(region, { ...object, key: keyIn(region, backup, object.key) }, { health, signal });
  const outcomes = await collectOutcomes(new Map(regions.map((region) => [region.settings.name, put(region)])));
  throwIfNowhere(outcomes);
  return missingIn(outcomes, 0);
}
