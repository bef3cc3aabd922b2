import { z } from 'zod';
import { faultSchema, type FaultKind } from './faults';

/** Each operation of the control port: what it is sent, and what it answers. */
export const controlRequests = {
  status: z.strictObject({}),
  'add-fault': z.strictObject({ fault: faultSchema }),
  'clear-faults': z.strictObject({ kind: z.custom<FaultKind>((value) => typeof value === 'string').optional() }),
  'list-faults': z.strictObject({}),
  /** Fills SALES with the demo's rows. */
  populate: z.strictObject({ bytes: z.int().min(0) }),
  /** Fills SALES with bytes that do not compress. */
  'populate-noise': z.strictObject({ bytes: z.int().min(0) }),
  /** Fills SALES from a folder of CSV files. */
  load: z.strictObject({ directory: z.string() }),
  /** Compares the tables of two schemas: the one as it was at the SCN, the other as it is now. */
  compare: z.strictObject({ schema: z.string(), restoredSchema: z.string(), scn: z.string().regex(/^\d+$/) }),
  /** The dump files that were deleted in the database's directories since the start, with their digests. */
  'removed-files': z.strictObject({}),
} as const;

const tableComparisonSchema = z.object({
  table: z.string(),
  rows: z.int(),
  restoredRows: z.int(),
  equal: z.boolean(),
  /** Where they differ: the first rows that only one side has. */
  differences: z.array(z.string()),
});
export type TableComparison = z.infer<typeof tableComparisonSchema>;

const removedFileSchema = z.object({
  name: z.string(),
  path: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  removedAt: z.iso.datetime(),
});
/** A dump file as it was just before it was deleted. */
export type RemovedFile = z.infer<typeof removedFileSchema>;

const filled = z.object({ tables: z.int(), rows: z.int() });

export const controlReplies = {
  status: z.object({ ready: z.boolean(), scn: z.string(), tables: z.int() }),
  'add-fault': z.object({}),
  'clear-faults': z.object({}),
  'list-faults': z.object({ faults: z.array(faultSchema) }),
  populate: filled,
  'populate-noise': filled,
  load: filled,
  compare: z.object({ tables: z.array(tableComparisonSchema) }),
  'removed-files': z.object({ files: z.array(removedFileSchema) }),
} as const;

export type ControlRequests = { readonly [K in keyof typeof controlRequests]: z.infer<(typeof controlRequests)[K]> };
export type ControlReplies = { readonly [K in keyof typeof controlReplies]: z.infer<(typeof controlReplies)[K]> };
export type ControlOperation = keyof ControlRequests;
