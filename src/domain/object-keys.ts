/**
 * Where things lie in a region (docs/format.md). All regions hold the same bytes under the same key; the digest in a key
 * is the first 16 hex digits of the object's SHA-256, so no key is ever written with other bytes.
 */
export interface VaultPlace {
  /** The region's prefix; '' for none. */
  readonly prefix: string;
  readonly database: string;
}

const join = (...pieces: readonly string[]): string => pieces.filter((piece) => piece !== '').join('/');
const padded = (part: number): string => String(part).padStart(8, '0');

export const digestDigits = 16;
/** The short digest that goes into keys, from a SHA-256 in hex. */
export const shortDigest = (sha256: string): string => sha256.slice(0, digestDigits);

export const manifestsPrefix = (place: VaultPlace): string => join(place.prefix, place.database, 'manifests') + '/';
export const manifestKey = (place: VaultPlace, backupId: string): string => `${manifestsPrefix(place)}${backupId}.json`;
export const signatureKey = (place: VaultPlace, backupId: string): string => `${manifestKey(place, backupId)}.sig`;

/**
 * The monitor's series of a backup, beside its manifest, which names it by this name: below `<prefix>/<database>/`, so that
 * it is the same in all regions. Its end is not a manifest's.
 */
export const monitorSeriesName = (backupId: string, sha256: string): string =>
  `manifests/${backupId}.monitor-${shortDigest(sha256)}.zst`;
/** The whole key. */
export const monitorSeriesKey = (place: VaultPlace, backupId: string, sha256: string): string =>
  join(place.prefix, place.database, monitorSeriesName(backupId, sha256));

export const backupPrefix = (place: VaultPlace, backupId: string): string =>
  join(place.prefix, place.database, 'backups', backupId) + '/';

/**
 * Keys below `backupPrefix`, as they stand in indexes, file objects and the manifest: relative, so that a bucket can be
 * copied to another prefix. `file` is the file's number in the manifest (from 1), four digits.
 */
export const fileLabel = (fileNumber: number): string => String(fileNumber).padStart(4, '0');
export const partKey = (fileNumber: number, part: number, sha256: string): string =>
  `parts/${fileLabel(fileNumber)}-${padded(part)}-${shortDigest(sha256)}.zst.age`;
export const indexKey = (fileNumber: number, firstPart: number, sha256: string): string =>
  `index/${fileLabel(fileNumber)}-${padded(firstPart)}-${shortDigest(sha256)}.ndjson`;
export const fileObjectKey = (fileNumber: number, sha256: string): string =>
  `files/${fileLabel(fileNumber)}-${shortDigest(sha256)}.json`;
