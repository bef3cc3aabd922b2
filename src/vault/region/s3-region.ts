import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { hash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { BackupError } from '../../errors';
import type { RegionSettings } from '../../domain/region-settings';
import { lettingGoOfBody } from './let-go-of-body';
import type { CallOptions, GetOptions, ObjectHead, Region, StoredObject } from './region';
import { readBody } from './read-body';
import { createS3Client } from './s3-client';
import { classifyS3Error, describeCall, httpStatus, isConnectionLost, type S3Call } from './s3-errors';

/** How long a call may take. Tests shorten them; the defaults suit a line between continents. */
export interface RegionTimeouts {
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** For a call without a body. */
  readonly callMs: number;
  /** The slowest rate that is still waited for. */
  readonly minBytesPerSecond: number;
}

export interface S3RegionOptions {
  readonly timeouts?: Partial<RegionTimeouts>;
  /** Sockets of one's own making, such as tuned ones. `connections`: at most so many at a time; default: theirs. */
  readonly httpAgent?: (connections?: number) => HttpAgent;
  readonly httpsAgent?: (connections?: number) => HttpsAgent;
}

const defaultTimeouts: RegionTimeouts = {
  connectMs: 5000,
  idleMs: 10_000,
  callMs: 20_000,
  minBytesPerSecond: 128 * 1024,
};

/**
 * Calls that carry little have connections to themselves: agents serve in order, and an index or a listing would wait
 * behind every part that was there before it.
 */
const smallCallConnections = 4;
/** An index has some 350 bytes for each part of a batch. */
const smallBodyBytes = 256 * 1024;

/** Opens an S3-compatible bucket. Nothing is sent until the first call. */
export function openRegion(settings: RegionSettings, options: S3RegionOptions = {}): Region {
  return new S3Region(settings, options);
}

class S3Region implements Region {
  /** For parts, and for whatever else is read. */
  readonly #client: S3Client;
  readonly #smallCalls: S3Client;
  readonly #timeouts: RegionTimeouts;

  constructor(
    readonly settings: RegionSettings,
    options: S3RegionOptions,
  ) {
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    const client = { ...options, timeouts: this.#timeouts };
    this.#client = createS3Client(settings, client);
    this.#smallCalls = createS3Client(settings, { ...client, connections: smallCallConnections });
  }

  async putObject(key: string, body: Buffer, sha256: string, { signal }: CallOptions = {}) {
    try {
      await this.#put(key, body, sha256, signal);
      return 'stored';
    } catch (error) {
      if (!(error instanceof PutUndecided)) throw error;
      return this.#settlePut(key, sha256, error, signal);
    }
  }

  async getObject(key: string, { signal, into }: GetOptions = {}): Promise<Buffer> {
    return this.#call({ operation: 'GET', key }, { signal }, async (abortSignal) => {
      const answer = await this.#client.send(new GetObjectCommand({ Bucket: this.settings.bucket, Key: key }), {
        abortSignal,
      });
      return readBody(answer.Body, answer.ContentLength, { idleMs: this.#timeouts.idleMs, signal, into });
    });
  }

  async headObject(key: string, { signal }: CallOptions = {}): Promise<ObjectHead | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.settings.bucket, Key: key, ChecksumMode: 'ENABLED' });
    return this.#call({ operation: 'HEAD', key }, { signal }, async (abortSignal) => {
      try {
        const head = await this.#smallCalls.send(command, { abortSignal });
        const sha256 = wholeObjectSha256(head.ChecksumSHA256);
        return { sizeBytes: head.ContentLength ?? 0, ...(sha256 === undefined ? {} : { sha256 }) };
      } catch (error) {
        if (httpStatus(error) === 404) return undefined;
        throw error;
      }
    });
  }

  async *listObjects(prefix: string, { signal }: CallOptions = {}): AsyncGenerator<StoredObject> {
    for (let token: string | undefined; ;) {
      const page = await this.#listPage(prefix, token, signal);
      for (const { Key, Size } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0 };
      }
      token = page.NextContinuationToken;
      if (page.IsTruncated !== true || token === undefined) return;
    }
  }

  async check({ signal }: CallOptions = {}): Promise<void> {
    const key = [this.settings.prefix, 'redoubt-check'].filter((piece) => piece !== '').join('/');
    await this.#listPage(key, undefined, signal);
    // A digest that cannot fit: a region that lets us write answers that the bytes are wrong, and keeps nothing.
    const wrong = hash('sha256', 'other bytes');
    try {
      await this.putObject(key, Buffer.from('redoubt'), wrong, signal === undefined ? {} : { signal });
    } catch (error) {
      if (error instanceof BackupError && error.code === 'OBJECT_REJECTED') return;
      throw error;
    }
    throw new BackupError(
      'REGION_MISCONFIGURED',
      `${describeCall({ settings: this.settings, operation: 'PUT', key })}: the region took bytes whose SHA-256 is wrong; it does not check x-amz-checksum-sha256, so it cannot vouch for what it stores`,
    );
  }

  close(): void {
    this.#client.destroy();
    this.#smallCalls.destroy();
  }

  async #put(key: string, body: Buffer, sha256: string, signal: AbortSignal | undefined): Promise<void> {
    const { bucket, storageClass, kmsKey } = this.settings;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentLength: body.length,
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      IfNoneMatch: '*',
      // A name that the SDK does not know yet is still the server's business.
      ...(storageClass === undefined ? {} : { StorageClass: storageClass as 'STANDARD' }),
      ...(kmsKey === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKey }),
    });
    const client = body.length > smallBodyBytes ? this.#client : this.#smallCalls;
    await this.#call({ operation: 'PUT', key }, { signal, bodyBytes: body.length }, async (abortSignal) => {
      try {
        await lettingGoOfBody(() => client.send(command, { abortSignal }));
      } catch (error) {
        if (httpStatus(error) === 412) throw new PutUndecided(error, false);
        if (isConnectionLost(error)) throw new PutUndecided(error, true);
        throw error;
      }
    });
  }

  /** After a 412, or a connection that ended in mid-PUT: what lies under the key now? */
  async #settlePut(key: string, sha256: string, undecided: PutUndecided, signal: AbortSignal | undefined) {
    const options = signal === undefined ? {} : { signal };
    const call: S3Call = { settings: this.settings, operation: 'PUT', key };
    const head = await this.headObject(key, options);
    if (head !== undefined) {
      const stored = head.sha256 ?? hash('sha256', await this.getObject(key, options));
      if (stored === sha256) return 'present' as const;
      throw new BackupError('OBJECT_CONFLICT', `${describeCall(call)}: lies there already with other bytes`);
    }
    if (undecided.connectionLost) throw classifyS3Error(undecided.cause, call);
    throw new BackupError(
      'OBJECT_CONFLICT',
      `${describeCall(call)}: refused with 412, though nothing is there (deleted?)`,
    );
  }

  #listPage(prefix: string, token: string | undefined, signal: AbortSignal | undefined) {
    const command = new ListObjectsV2Command({
      Bucket: this.settings.bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    return this.#call({ operation: 'LIST', key: prefix }, { signal }, (abortSignal) =>
      this.#smallCalls.send(command, { abortSignal }),
    );
  }

  /** Runs one request within its time; errors become codes, but for the caller's own abort. */
  async #call<T>(
    { operation, key }: Pick<S3Call, 'operation' | 'key'>,
    { signal, bodyBytes = 0 }: { readonly signal: AbortSignal | undefined; readonly bodyBytes?: number },
    send: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const call: S3Call = { settings: this.settings, operation, key };
    const limitMs = this.#timeouts.callMs + (bodyBytes / this.#timeouts.minBytesPerSecond) * 1000;
    const timeout = AbortSignal.timeout(Math.ceil(limitMs));
    try {
      return await send(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof PutUndecided) throw error;
      if (!timeout.aborted) throw classifyS3Error(error, call);
      throw new BackupError(
        'REGION_UNAVAILABLE',
        `${describeCall(call)}: no answer in ${Math.round(limitMs / 1000)} s`,
      );
    }
  }
}

/** Whether the object is stored has to be looked up. */
class PutUndecided extends Error {
  constructor(
    cause: unknown,
    readonly connectionLost: boolean,
  ) {
    super('whether the object is stored is not known', { cause });
  }
}

/** S3 gives Base64; a digest of a multipart upload's digests ends in `-<parts>` and says nothing of the bytes. */
function wholeObjectSha256(base64: string | undefined): string | undefined {
  if (base64 === undefined || base64.includes('-')) return undefined;
  return Buffer.from(base64, 'base64').toString('hex');
}
