import type { ErrorCode } from '../errors';

/** A file that the export made. */
export interface ExportedFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** An export that is complete: every file is whole, at one SCN, and nobody writes to it any more. */
export interface CompletedExport {
  readonly scn: string;
  readonly jobName: string;
  readonly dumpTemplate: string;
  readonly files: readonly ExportedFile[];
  readonly log: ExportedFile;
  /** Of the dump files. */
  readonly bytes: number;
  readonly attempts: number;
  readonly completedAt: string;
  readonly warnings: readonly string[];
}

/** How one activity that watches over an export ended. */
export type ExportOutcome =
  | ({ readonly kind: 'completed' } & Omit<CompletedExport, 'attempts'>)
  /** This attempt cannot be brought to an end; another one, with new names and a new SCN, may. */
  | { readonly kind: 'next-attempt'; readonly code: ErrorCode; readonly reason: string }
  /** It was asked to stop; the job goes on in the database. */
  | { readonly kind: 'stopped' };
