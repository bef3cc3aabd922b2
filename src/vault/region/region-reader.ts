import { hash } from 'node:crypto';
import { BackupError, type ErrorCode } from '../../errors';
import type { VaultProblem } from '../objects/find-backup';
import type { Region } from './region';
import { withRetries, type RetryLimits } from './retry';
import { keyIn, type BackupPlace } from '../objects/vault-place';

export interface ReaderOptions {
  /** The one to prefer first. */
  readonly regions: readonly Region[];
  readonly backup: BackupPlace;
  readonly signal?: AbortSignal | undefined;
  readonly retries?: RetryLimits;
}

/** Codes that are about one object: its region is still good for others. */
const objectCodes: ReadonlySet<ErrorCode> = new Set(['OBJECT_MISSING', 'OBJECT_DAMAGED']);

/**
 * Reads objects of a backup, whole and checked, from whichever region has them. What is missing, damaged or out of
 * reach in one region is read from the next and noted; a region that fails is asked last from then on.
 */
export class RegionReader {
  readonly #options: ReaderOptions;
  readonly #failed = new Set<Region>();
  readonly #used = new Set<string>();
  readonly #problems = new Map<string, VaultProblem>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** One a region, key and code. */
  get problems(): readonly VaultProblem[] {
    return [...this.#problems.values()];
  }

  /** The regions that gave at least one object. */
  get regionsUsed(): readonly string[] {
    return [...this.#used];
  }

  /** The bytes of a small object whose SHA-256 is known. @throws as `read` */
  readVerified(key: string, sha256: string): Promise<Buffer> {
    return this.read(key, (bytes) => {
      if (hash('sha256', bytes) === sha256) return Promise.resolve(bytes);
      return Promise.reject(
        new BackupError('OBJECT_DAMAGED', `${key} has other bytes than its name in the backup says`),
      );
    });
  }

  /**
   * What `open` makes of the object's bytes. Where it throws OBJECT_DAMAGED, the next region is asked. `into`: where the
   * bytes go; one object at a time.
   * @throws BackupError of the last region, when no region is left; a retryable one where trying again may help
   */
  read<T>(key: string, open: (bytes: Buffer) => Promise<T>, into?: Buffer): Promise<T> {
    const { signal, retries } = this.#options;
    return withRetries(() => this.#round(key, open, into), {
      signal,
      ...(retries === undefined ? {} : { limits: retries }),
    });
  }

  async #round<T>(key: string, open: (bytes: Buffer) => Promise<T>, into: Buffer | undefined): Promise<T> {
    const errors: BackupError[] = [];
    for (const region of this.#inOrder()) {
      try {
        const result = await this.#readFrom(region, key, open, into);
        this.#used.add(region.settings.name);
        return result;
      } catch (error) {
        if (!(error instanceof BackupError) || error.code === 'IDENTITY_MISMATCH') throw error;
        this.#note(region, key, error);
        errors.push(error);
      }
    }
    throw (
      errors.find(({ retryable }) => retryable) ?? errors.at(-1) ?? new BackupError('INTERNAL', 'no region to read')
    );
  }

  #inOrder(): readonly Region[] {
    const { regions } = this.#options;
    return [...regions.filter((r) => !this.#failed.has(r)), ...regions.filter((r) => this.#failed.has(r))];
  }

  async #readFrom<T>(
    region: Region,
    key: string,
    open: (bytes: Buffer) => Promise<T>,
    into: Buffer | undefined,
  ): Promise<T> {
    const { backup, signal } = this.#options;
    const options = { ...(signal === undefined ? {} : { signal }), ...(into === undefined ? {} : { into }) };
    const bytes = await region.getObject(keyIn(region, backup, key), options);
    const opened = await open(bytes).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      throw new BackupError(error.code, `region ${region.settings.name}: ${error.message}`, { cause: error });
    });
    this.#failed.delete(region);
    return opened;
  }

  #note(region: Region, key: string, { code, message }: BackupError): void {
    const { name } = region.settings;
    if (!objectCodes.has(code)) this.#failed.add(region);
    this.#problems.set(`${name} ${key} ${code}`, { region: name, key, code, message });
  }
}
