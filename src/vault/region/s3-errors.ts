import { BackupError, type ErrorCode } from '../../errors';
import type { RegionSettings } from '../../domain/region-settings';

/** What was asked of which region, for messages. */
export interface S3Call {
  readonly settings: RegionSettings;
  readonly operation: 'PUT' | 'GET' | 'HEAD' | 'LIST';
  readonly key: string;
}

/** S3's error codes (API reference, "Error responses"; versitygw and MinIO use the same) that mean something to us. */
const codesByName: Readonly<Record<string, ErrorCode>> = {
  NoSuchBucket: 'BUCKET_MISSING',

  InvalidAccessKeyId: 'REGION_CREDENTIALS_REFUSED',
  SignatureDoesNotMatch: 'REGION_CREDENTIALS_REFUSED',
  ExpiredToken: 'REGION_CREDENTIALS_REFUSED',
  InvalidToken: 'REGION_CREDENTIALS_REFUSED',
  TokenRefreshRequired: 'REGION_CREDENTIALS_REFUSED',
  RequestTimeTooSkewed: 'REGION_CREDENTIALS_REFUSED',
  RequestExpired: 'REGION_CREDENTIALS_REFUSED',
  CredentialsProviderError: 'REGION_CREDENTIALS_REFUSED',

  AccessDenied: 'REGION_ACCESS_DENIED',
  AllAccessDisabled: 'REGION_ACCESS_DENIED',
  AccountProblem: 'REGION_ACCESS_DENIED',

  AuthorizationHeaderMalformed: 'REGION_MISCONFIGURED',
  PermanentRedirect: 'REGION_MISCONFIGURED',
  InvalidBucketName: 'REGION_MISCONFIGURED',
  ENOTFOUND: 'REGION_MISCONFIGURED',
  ERR_INVALID_URL: 'REGION_MISCONFIGURED',
  EPROTO: 'REGION_MISCONFIGURED',

  NoSuchKey: 'OBJECT_MISSING',
  // An object in an archive storage class cannot be read until it is brought back.
  InvalidObjectState: 'OBJECT_MISSING',

  BadDigest: 'OBJECT_REJECTED',
  InvalidDigest: 'OBJECT_REJECTED',
  XAmzContentSHA256Mismatch: 'OBJECT_REJECTED',
  XAmzContentChecksumMismatch: 'OBJECT_REJECTED',

  IncompleteBody: 'REGION_UNAVAILABLE',
  RequestTimeout: 'REGION_UNAVAILABLE',
  SlowDown: 'REGION_UNAVAILABLE',
  ConditionalRequestConflict: 'REGION_UNAVAILABLE',
  OperationAborted: 'REGION_UNAVAILABLE',
};

const connectionLost = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_WRITE_AFTER_END']);

/** The connection ended in mid-call: whether the region has taken the object is not known. */
export function isConnectionLost(error: unknown): boolean {
  return connectionLost.has(nodeCode(error));
}

export function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  // The SDK sets $metadata on what it throws after a response.
  return (error as { $metadata: { httpStatusCode?: number } }).$metadata.httpStatusCode;
}

/** Turns what the SDK, Node or the server said into a code, with a message that names where it happened. */
export function classifyS3Error(error: unknown, call: S3Call): BackupError {
  if (error instanceof BackupError) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new BackupError(codeOf(error), `${describeCall(call)}: ${brief(said)}`, { cause: error });
}

/** `region london: PUT s3://bucket/key`. */
export function describeCall({ settings, operation, key }: S3Call): string {
  return `region ${settings.name}: ${operation} s3://${settings.bucket}/${key}`;
}

function codeOf(error: unknown): ErrorCode {
  const name = error instanceof Error ? error.name : '';
  const known = lookUp(name) ?? lookUp(nodeCode(error));
  if (known !== undefined) return known;
  const code = nodeCode(error);
  if (isTlsError(code) || code.startsWith('HPE_')) return 'REGION_MISCONFIGURED';
  return codeOfStatus(httpStatus(error));
}

function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === undefined || status === 429 || status === 408 || status >= 500) return 'REGION_UNAVAILABLE';
  if (status === 404) return 'OBJECT_MISSING';
  if (status === 403 || status === 401) return 'REGION_ACCESS_DENIED';
  return 'REGION_MISCONFIGURED';
}

function lookUp(name: string): ErrorCode | undefined {
  return Object.hasOwn(codesByName, name) ? codesByName[name] : undefined;
}

function isTlsError(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code);
}

/** Node's own code; the SDK at times keeps no more of an error than its text. */
function nodeCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'message' in error ? (/\bE[A-Z]{4,}\b/.exec(String(error.message))?.[0] ?? '') : '';
}

/** Servers answer with whole pages at times. */
function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
