import type { RegionSettings } from '../../domain/region-settings';

export interface CallOptions {
  /** Ends the call at once (a PUT as soon as its connection is closed); it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface GetOptions extends CallOptions {
  /** Where the bytes go; written no more once the call has ended. Default: a buffer of its own. */
  readonly into?: Buffer;
}

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface ObjectHead {
  readonly sizeBytes: number;
  /** In hex; absent where the region keeps no whole-object SHA-256. */
  readonly sha256?: string;
}

/**
 * One bucket in one place. Keys are whole (with the region's prefix). Every call makes one attempt, within a time of
 * its own, and throws a BackupError that names region, bucket and key:
 *
 * - REGION_UNAVAILABLE: refused, reset, no answer in time, 5xx, SlowDown. Trying again may help.
 * - BUCKET_MISSING, REGION_CREDENTIALS_REFUSED, REGION_ACCESS_DENIED, REGION_MISCONFIGURED: a person has to act.
 *
 * test/vault/region/region-contract.ts says the same as tests.
 */
export interface Region {
  readonly settings: RegionSettings;

  /**
   * Writes an object that is not there yet; never replaces one. The region itself checks the bytes against `sha256`
   * (hex). `present`: the same bytes were there already. However the call ends, nothing reads `body` any more then.
   * @throws OBJECT_CONFLICT where other bytes lie under the key; OBJECT_REJECTED where other bytes arrived.
   */
  putObject(key: string, body: Buffer, sha256: string, options?: CallOptions): Promise<'stored' | 'present'>;

  /**
   * The whole object. Its bytes are not checked here: whoever asks knows the digest.
   * @throws OBJECT_MISSING; OBJECT_DAMAGED where it is longer than `into`
   */
  getObject(key: string, options?: GetOptions): Promise<Buffer>;

  /** Undefined where there is none. */
  headObject(key: string, options?: CallOptions): Promise<ObjectHead | undefined>;

  /** All objects whose key begins with `prefix`, in the order of their keys (by UTF-8 bytes), a page at a time. */
  listObjects(prefix: string, options?: CallOptions): AsyncIterable<StoredObject>;

  /** Finds out whether objects can be listed and written here; leaves nothing behind. */
  check(options?: CallOptions): Promise<void>;

  /** Lets go of the connections. */
  close(): void;
}
