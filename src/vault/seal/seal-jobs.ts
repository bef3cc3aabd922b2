import type { SampledLevel } from '../../domain/seal-sample';

/** What PartThreads and its threads say to each other. */
export interface SealJob {
  readonly kind: 'seal';
  readonly plain: Uint8Array;
  readonly level: number;
  readonly header: Uint8Array;
  readonly fileKey: Uint8Array;
  /** Where the sealed part goes. */
  readonly room: SharedArrayBuffer;
  /** Its first bytes are tried at these levels too, once the part is sealed. */
  readonly sample?: { readonly bytes: number; readonly levels: readonly number[] };
}

export interface OpenJob {
  readonly kind: 'open';
  /** Lies in shared memory, and is decrypted where it lies. */
  readonly sealed: Uint8Array;
  readonly headerBytes: number;
  readonly fileKey: Uint8Array;
  /** Of the plain bytes; more than this is not unpacked. */
  readonly sizeBytes: number;
  /** Where the plain bytes go: at least one byte more than they are. */
  readonly room: SharedArrayBuffer;
}

export interface DigestJob {
  readonly kind: 'digest';
  /** In shared memory. */
  readonly bytes: Uint8Array;
}

export interface WriteJob {
  readonly kind: 'write';
  /** In shared memory. */
  readonly bytes: Uint8Array;
  /** Of the file, which stays open until the job has ended. */
  readonly fd: number;
  readonly offset: number;
}

export type Job = SealJob | OpenJob | DigestJob | WriteJob;

/** The sealed part lies at the beginning of the job's room. */
export interface SealDone {
  readonly sizeBytes: number;
  /** Of the plain bytes. */
  readonly sha256: string;
  readonly sealedSha256: string;
  /** What the sample came to; absent where none was asked for. */
  readonly sampled?: readonly SampledLevel[];
}

/** The plain bytes lie at the beginning of the job's room. */
export interface OpenDone {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export type ThreadAnswer =
  | { readonly sealed: SealDone }
  | { readonly opened: OpenDone }
  | { readonly digest: string }
  | { readonly writtenBytes: number }
  | FailedJob;

export interface FailedJob {
  readonly failed: string;
  /** Of the system's error, where it was one. */
  readonly system?: { readonly code?: string; readonly syscall: string };
}
