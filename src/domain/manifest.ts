import { z } from 'zod';
import { accelerationReportSchema } from './acceleration';
import { backupIdSchema } from './backup-id';
import { monitorFindingsSchema, type MonitorFindings } from './bottleneck';
import { databaseFactsSchema } from './database-facts';
import { exportScopeSchema } from './export-scope';

/** The stored objects that describe a backup, version 1. docs/format.md says the same in words. */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex');
const bytes = z.int().nonnegative();
const instant = z.iso.datetime();

/** One line of a batch's index: one part. */
export const indexLineSchema = z.object({
  part: z.int().nonnegative(),
  offset: bytes,
  size: z.int().positive(),
  /** Of the plain bytes. */
  sha256,
  sealedSize: z.int().positive(),
  sealedSha256: sha256,
  /** Relative to the backup's prefix. */
  key: z.string(),
});
export type IndexLine = z.infer<typeof indexLineSchema>;

/** A batch as the file object names it. */
export const batchIndexSchema = z.object({
  firstPart: z.int().nonnegative(),
  parts: z.int().positive(),
  key: z.string(),
  sha256,
  size: z.int().positive(),
});
export type BatchIndex = z.infer<typeof batchIndexSchema>;

export const fileKinds = ['dump', 'log'] as const;

/** A file of the backup: the object that lists its batch indexes, in the order of their parts, without gaps. */
export const fileObjectSchema = z.object({
  version: z.literal(1),
  backupId: backupIdSchema,
  fileNumber: z.int().positive(),
  name: z.string(),
  size: bytes,
  partSize: z.int().positive(),
  parts: z.int().nonnegative(),
  batches: z.array(batchIndexSchema),
});
export type FileObject = z.infer<typeof fileObjectSchema>;

/** A file as the manifest names it. */
export const manifestFileSchema = z.object({
  fileNumber: z.int().positive(),
  kind: z.enum(fileKinds),
  name: z.string(),
  size: bytes,
  parts: z.int().nonnegative(),
  sealedSize: bytes,
  /** The file object: key relative to the backup's prefix, and its SHA-256. */
  key: z.string(),
  sha256,
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const phaseNames = ['prepare', 'watch', 'accelerate', 'export', 'copy', 'seal'] as const;
export type PhaseName = (typeof phaseNames)[number];

export const phaseSchema = z.object({
  name: z.enum(phaseNames),
  startedAt: instant,
  durationMs: z.int().nonnegative(),
  /** Where the phase moved bytes. */
  bytes: bytes.optional(),
  bytesPerSecond: z.number().nonnegative().optional(),
});
export type Phase = z.infer<typeof phaseSchema>;

export const copyStates = ['whole', 'incomplete', 'unavailable'] as const;

/** A region's state when the manifest was signed. `whole`: its own listing showed every part. */
export const regionCopySchema = z.object({
  region: z.string(),
  jurisdiction: z.string(),
  state: z.enum(copyStates),
  missingParts: z.int().nonnegative(),
  reason: z.string().optional(),
});
export type RegionCopy = z.infer<typeof regionCopySchema>;

/**
 * What the monitor found. What another version wrote in another shape is kept as it is: it must not cost anybody the
 * backup.
 */
const monitorFieldSchema = z.union([z.looseObject(monitorFindingsSchema.shape), z.looseObject({})]);

export const manifestSchema = z.object({
  format: z.literal('redoubt-backup'),
  version: z.literal(1),
  backupId: backupIdSchema,
  database: z.string(),
  installation: z.string(),
  startedAt: instant,
  signedAt: instant,
  createdBy: z.string(),
  export: z.object({
    method: z.enum(['datapump']),
    scope: exportScopeSchema,
    /** The system change number of the whole export, in decimal. */
    scn: z.string().regex(/^\d+$/),
    jobName: z.string(),
    /** The template under which impdp finds the dump files again. */
    dumpTemplate: z.string(),
    attempts: z.int().positive(),
    completedAt: instant,
  }),
  facts: databaseFactsSchema,
  files: z.array(manifestFileSchema).min(1),
  totals: z.object({ files: z.int(), parts: z.int(), bytes, sealedBytes: bytes }),
  encryption: z.object({ scheme: z.literal('age'), recipients: z.array(z.string()).min(1) }),
  compression: z.object({ scheme: z.literal('zstd'), level: z.int() }),
  copies: z.array(regionCopySchema).min(1),
  minCopies: z.int().positive(),
  phases: z.array(phaseSchema),
  warnings: z.array(z.string()),
  previousBackupId: backupIdSchema.nullable(),
  /** What the monitor found (`monitorFindings` reads it); null where a backup ran without it. */
  monitor: monitorFieldSchema.nullable(),
  /** What the sockets to the regions got; absent in manifests before there was acceleration. */
  acceleration: accelerationReportSchema.nullable().optional(),
  /** What the pace will say; null where a backup ran without it. */
  pace: z.looseObject({}).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What the monitor of a stored backup found; null where it ran without, or says it in a way that is not known here. */
export function monitorFindings({ monitor }: Pick<Manifest, 'monitor'>): MonitorFindings | null {
  return monitorFindingsSchema.safeParse(monitor).data ?? null;
}

/**
 * The bytes that are signed and stored: JSON with two spaces, keys in the schema's order, a newline at the end. A pure
 * function of the manifest, so that any host writes the same bytes.
 */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
}

/** The bytes of a file object: the same rules as for a manifest. */
export function fileObjectBytes(fileObject: FileObject): Buffer {
  return Buffer.from(`${JSON.stringify(fileObjectSchema.parse(fileObject), null, 2)}\n`);
}

/** The bytes of a batch's index: one JSON object a line, in the order of parts. */
export function indexBytes(lines: readonly IndexLine[]): Buffer {
  const ordered = [...lines].sort((a, b) => a.part - b.part);
  return Buffer.from(ordered.map((line) => `${JSON.stringify(indexLineSchema.parse(line))}\n`).join(''));
}
