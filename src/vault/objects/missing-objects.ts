import type { FileObject, ManifestFile } from '../../domain/manifest';
import { backupPrefix, fileLabel } from '../../domain/object-keys';
import { BackupError } from '../../errors';
import { partLines, readFileObject } from './part-lines';
import type { CallOptions, Region, StoredObject } from '../region/region';
import type { RegionReader } from '../region/region-reader';
import { placeIn, type BackupPlace } from './vault-place';

/** An object that a region should hold and does not. */
export interface MissingObject {
  readonly kind: 'part' | 'index' | 'file';
  /** Relative to the backup's prefix. */
  readonly key: string;
  /** In hex, of the stored bytes. */
  readonly sha256: string;
}

export interface CopyToInspect extends CallOptions {
  readonly target: Pick<Region, 'settings' | 'listObjects'>;
  /** Reads file objects and indexes from wherever they are whole. */
  readonly reader: RegionReader;
  readonly backup: BackupPlace;
  readonly files: readonly Pick<ManifestFile, 'fileNumber' | 'key' | 'sha256'>[];
}

/**
 * What a region lacks of a backup, by its own listing: objects that are not there, or not in their size. Parts come
 * first, so that what describes them is written last. Listing and indexes are read side by side: memory stays flat.
 * @throws BackupError of the target; or of the last region, where a file object or an index is readable nowhere
 */
export async function* missingObjects(copy: CopyToInspect): AsyncGenerator<MissingObject> {
  for (const file of copy.files) {
    const fileObject = await readFileObject(copy.reader, file);
    yield* missingParts(copy, fileObject);
    const indexes = await listedSizes(copy, `index/${fileLabel(file.fileNumber)}-`);
    for (const { key, sha256, size } of fileObject.batches) {
      if (indexes.get(key) !== size) yield { kind: 'index', key, sha256 };
    }
    const fileObjects = await listedSizes(copy, `files/${fileLabel(file.fileNumber)}-`);
    if (!fileObjects.has(file.key)) yield { kind: 'file', key: file.key, sha256: file.sha256 };
  }
}

/** Both come in the order of their keys; objects that no index names are passed over. */
async function* missingParts(copy: CopyToInspect, fileObject: FileObject): AsyncGenerator<MissingObject> {
  const listing = listed(copy, `parts/${fileLabel(fileObject.fileNumber)}-`);
  let stored = await nextOf(listing);
  for await (const { key, sealedSize, sealedSha256 } of partLines(copy.reader, fileObject)) {
    while (stored !== undefined && stored.key < key) stored = await nextOf(listing);
    if (stored?.key !== key || stored.sizeBytes !== sealedSize) yield { kind: 'part', key, sha256: sealedSha256 };
  }
}

async function nextOf(listing: AsyncGenerator<StoredObject>): Promise<StoredObject | undefined> {
  const next = await listing.next();
  return next.done === true ? undefined : next.value;
}

/** The region's objects below a prefix of the backup, with relative keys, and sure to be in order. */
async function* listed({ target, backup, signal }: CopyToInspect, prefix: string): AsyncGenerator<StoredObject> {
  const base = backupPrefix(placeIn(target, backup.database), backup.backupId);
  let before = '';
  for await (const object of target.listObjects(base + prefix, signal === undefined ? {} : { signal })) {
    const key = object.key.slice(base.length);
    if (key < before) {
      throw new BackupError('REGION_MISCONFIGURED', `region ${target.settings.name} does not list keys in their order`);
    }
    before = key;
    yield { key, sizeBytes: object.sizeBytes };
  }
}

async function listedSizes(copy: CopyToInspect, prefix: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of listed(copy, prefix)) sizes.set(key, sizeBytes);
  return sizes;
}
