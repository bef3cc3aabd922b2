import { z } from 'zod';
import { BackupError } from '../errors';
import { deadlinePolicies, deadlineRequestSchema } from './deadline';
import { paces } from './pace';

/** What starts a backup, as it is typed into Temporal's UI: `{"database":"sales"}` is complete. */
export const backupRequestSchema = z.strictObject({
  /** A name from `databases:` of the worker's configuration. */
  database: z.string().min(1),
  /** When it has to be done: `"PT30M"` from the start or the schedule's time, or an instant. */
  deadline: deadlineRequestSchema.optional(),
  /** At the deadline; default: the configuration's. */
  policy: z.enum(deadlinePolicies).optional(),
  /** `expedited`: as fast as it can from the start. */
  pace: z.enum(paces).optional(),
});
export type BackupRequest = z.infer<typeof backupRequestSchema>;

/** Fields that are planned: refused, not ignored. */
const notBuiltYet = new Set(['retention', 'method']);

/**
 * @throws BackupError INVALID_REQUEST that names the field, NOT_BUILT_YET for a planned one.
 */
export function parseBackupRequest(input: unknown): BackupRequest {
  const planned = Object.keys(Object(input)).find((field) => notBuiltYet.has(field));
  if (planned !== undefined)
    throw new BackupError('NOT_BUILT_YET', `the request's field "${planned}" is not built yet`);
  return parseRequest(backupRequestSchema, input);
}

/** Parses any workflow's input. @throws BackupError INVALID_REQUEST that names each wrong field. */
export function parseRequest<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const given = input === undefined ? 'there is none' : `it is ${JSON.stringify(input)}`;
    throw new BackupError('INVALID_REQUEST', `the workflow's input has to be a JSON object, and ${given}`);
  }
  const issues = parsed.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new BackupError('INVALID_REQUEST', `the request is not valid: ${issues.join('; ')}`);
}
