import { z } from 'zod';
import { BackupError } from '../errors';
import { isoDurationMs } from './iso-duration';

/** At the deadline: end the backup; finish late; or leave out the regions beyond the quorum, then finish late. */
export const deadlinePolicies = ['fail', 'continue', 'settle'] as const;
export type DeadlinePolicy = (typeof deadlinePolicies)[number];

/** The commit's own time before a deadline. */
export const commitReserveMs = 10_000;

const duration = z
  .string()
  .refine((text) => (isoDurationMs(text) ?? 0) > 0, 'in weeks, days, hours, minutes and seconds, such as PT2H');

/** In a request: `"PT30M"` from the start (or a schedule's time), or an instant `"2026-11-24T03:00:00Z"`. */
export const deadlineRequestSchema = z.union([duration, z.iso.datetime({ offset: true })], {
  error: 'a duration such as PT30M, or an instant such as 2026-11-24T03:00:00Z',
});

/** In the configuration of a database. */
export const deadlineConfigSchema = z.strictObject({
  within: duration.describe('from the start of a run, or from the time of its schedule'),
  policy: z.enum(deadlinePolicies).default('continue').describe('what happens when the deadline comes'),
});
export type DeadlineConfig = z.infer<typeof deadlineConfigSchema>;

/** When a backup has to be done, as its plan has it. */
export interface Deadline {
  /** ISO 8601. */
  readonly at: string;
  readonly policy: DeadlinePolicy;
  /** The schedule's time and the deadline after it had passed before the run began: counted from its start instead. */
  readonly startedLate: boolean;
}

export interface DeadlineQuestion {
  readonly requested?: { readonly deadline?: string | undefined; readonly policy?: DeadlinePolicy | undefined };
  readonly configured?: DeadlineConfig | undefined;
  readonly startedAtMs: number;
  /** Of a run that a schedule started: when it was due. */
  readonly scheduledAtMs?: number | undefined;
}

/**
 * The deadline of a run: the request's, else the configuration's; null without either. A schedule's is counted from the
 * time it was due, so that a late start eats the slack; once it has passed, from the start.
 * @throws BackupError INVALID_REQUEST for an instant that has passed, or a policy without a deadline
 */
export function resolveDeadline(question: DeadlineQuestion): Deadline | null {
  const { requested = {}, configured, startedAtMs, scheduledAtMs } = question;
  const asked = requested.deadline ?? configured?.within;
  if (asked === undefined) {
    if (requested.policy === undefined) return null;
    throw new BackupError(
      'INVALID_REQUEST',
      'the request has a policy, and there is no deadline that it could apply to',
    );
  }
  const policy = requested.policy ?? configured?.policy ?? 'continue';
  const withinMs = isoDurationMs(asked);
  if (withinMs === undefined) return { at: instant(asked, startedAtMs), policy, startedLate: false };
  const dueMs = (scheduledAtMs ?? startedAtMs) + withinMs;
  const startedLate = dueMs <= startedAtMs;
  return { at: new Date(startedLate ? startedAtMs + withinMs : dueMs).toISOString(), policy, startedLate };
}

function instant(asked: string, startedAtMs: number): string {
  const atMs = Date.parse(asked);
  if (atMs > startedAtMs) return new Date(atMs).toISOString();
  throw new BackupError(
    'INVALID_REQUEST',
    `the deadline ${asked} had passed when the run began (${new Date(startedAtMs).toISOString()}); give a later one, or a duration such as PT2H`,
  );
}
