import type { AccelerationScope } from './acceleration';
import type { DeadlineConfig } from './deadline';
import type { NoticePlan } from './notices';
import type { ExportScope } from './export-scope';
import type { DatabaseFacts } from './database-facts';

/**
 * What `prepare` made of the request and the configuration, once: a running backup follows its plan, whatever happens to
 * the file. Names, sizes and rules; never a secret. Hosts look up endpoints and secrets by these names.
 */
export interface BackupPlan {
  readonly backupId: string;
  readonly database: string;
  readonly installation: string;
  /** The installation's tag in names: 1 to 8 of A-Z and 0-9. */
  readonly tag: string;
  readonly startedAt: string;
  readonly export: {
    readonly method: 'datapump';
    readonly scope: ExportScope;
    readonly directory: string;
    readonly parallel: number;
    /** Where the worker's host sees the directory; undefined: read through the database. */
    readonly localPath?: string;
    /** Data Pump's FILESIZE, e.g. `8G`; undefined: unlimited files. */
    readonly fileSize?: string;
  };
  readonly copies: {
    readonly regions: readonly { readonly name: string; readonly jurisdiction: string }[];
    readonly minCopies: number;
    readonly partBytes: number;
    readonly compressionLevel: number;
    /** Levels that each batch tries on a sample; undefined: none, in a run that began before this was done. */
    readonly sampledLevels?: readonly number[];
    readonly recipients: readonly string[];
  };
  /** How far the network of the host that does the work may be tuned. */
  readonly acceleration: AccelerationScope;
  /** What the configuration says of deadlines; the run's own is resolved when it starts. */
  readonly deadline?: DeadlineConfig;
  /** What people are told of; undefined: nothing. */
  readonly notifications?: NoticePlan;
  /** ISO 8601 duration in ms: how long the backup tries to reach its quorum. */
  readonly maxDurationMs: number;
  /** Search attributes that the namespace knows. */
  readonly searchAttributes: readonly string[];
}

/** The plan, and what the preflight found. */
export interface PreparedBackup {
  readonly plan: BackupPlan;
  readonly facts: DatabaseFacts;
  readonly warnings: readonly string[];
  readonly previousBackupId: string | null;
}
