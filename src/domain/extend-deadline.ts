import { z } from 'zod';
import { deadlineRequestSchema, type Deadline } from './deadline';
import { isoDurationMs } from './iso-duration';

/** When it shall be due instead, in ms since the epoch. */
export interface Extension {
  readonly dueMs: number;
}

const orderSchema = z.union([
  deadlineRequestSchema.transform((deadline) => ({ deadline })),
  z.strictObject({ deadline: deadlineRequestSchema }),
  z.strictObject({ by: z.iso.duration() }),
]);

/** Characters of a text that may be anything. */
const mostShown = 100;

/**
 * What somebody asks for: `{"by":"PT30M"}` counts from the deadline that is set (from now where there is none), a duration
 * as `deadline` from now.
 * @returns the extension, or in words what is wrong with the order
 */
export function parseExtension(order: unknown, deadline: Deadline | null, nowMs: number): Extension | string {
  const parsed = orderSchema.safeParse(order);
  if (!parsed.success) {
    const given = (JSON.stringify(order) ?? 'nothing').slice(0, mostShown);
    return `${given} says no deadline: give {"by":"PT30M"}, or {"deadline":"2026-11-24T03:30:00Z"}`;
  }
  const asked = parsed.data;
  const byMs = isoDurationMs('by' in asked ? asked.by : asked.deadline);
  if ('by' in asked && (byMs === undefined || byMs <= 0)) return `"${asked.by}" has no fixed length, such as PT30M has`;
  const from = 'by' in asked && deadline !== null ? Math.max(nowMs, Date.parse(deadline.at)) : nowMs;
  const dueMs = byMs === undefined && 'deadline' in asked ? Date.parse(asked.deadline) : from + (byMs ?? 0);
  return dueMs > nowMs ? { dueMs } : `${new Date(dueMs).toISOString()} has passed; give a later instant`;
}

export const deadlineOfRequest = ({ dueMs }: Extension, before: Deadline | null): Omit<Deadline, 'policy'> => ({
  at: new Date(dueMs).toISOString(),
  startedLate: before?.startedLate ?? false,
});
