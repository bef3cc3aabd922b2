import type { AccelerationReport } from './acceleration';
import type { MonitorFindings } from './bottleneck';
import type { DeadlineResult, PaceResult } from './timing';
import type { Phase, RegionCopy } from './manifest';
import type { ErrorCode } from '../errors';

export const outcomes = ['sealed', 'failed', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

/** A region in the result: its copy, and whether its manifest was written. */
export interface CopyResult extends RegionCopy {
  readonly manifest: boolean;
}

/** What a run of `backupDatabase` answers, version 1; also the details of its failure. */
export interface BackupResult {
  readonly version: 1;
  readonly backupId: string;
  readonly workflowId: string;
  readonly database: string;
  readonly outcome: Outcome;
  /** Of the dump files, plain. */
  readonly bytes: number;
  readonly sealedBytes: number;
  readonly files: number;
  readonly scn: string | null;
  readonly attempts: number;
  readonly copies: readonly CopyResult[];
  readonly phases: readonly Phase[];
  readonly warnings: readonly string[];
  /** The workflow that fills the regions that are not whole; null when all are. */
  readonly repairWorkflowId: string | null;
  /** What is left on a host or in the database for the sweep; empty when all was cleaned up. */
  readonly leftBehind: readonly string[];
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
  /** What the monitor found; null where nothing was watched. */
  readonly monitor: MonitorFindings | null;
  /** What the sockets to the regions got; null where it is not known. */
  readonly acceleration: AccelerationReport | null;
  /** Whether it was done in time; null without a deadline. */
  readonly deadline: DeadlineResult | null;
  /** Where the pace ended, and every decision on the way. */
  readonly pace: PaceResult | null;
}
