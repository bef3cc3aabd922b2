import { z } from 'zod';
import { backupIdSchema } from '../backup-id';
import { finishTimes, type Timing } from '../timing';

/** A run that has its turn. */
export interface Turn {
  readonly workflowId: string;
  readonly backupId: string;
}

/** A turn that was found out, not given. */
export interface FoundTurn extends Turn {
  /** Its run did not answer: it may as well wait, and then says so by asking. */
  readonly isAssumed?: true;
}

/** What a run says of itself when it asks for its turn. */
export const askingSchema = z.strictObject({
  workflowId: z.string().min(1),
  backupId: backupIdSchema,
  /** The latest start that still makes its deadline, in ms since the epoch; null: it has none. */
  latestStartMs: z.int().nullable(),
  /** Somebody asked for haste. */
  isExpedited: z.boolean(),
  /** It keeps its place, and is passed over. */
  isPaused: z.boolean(),
  /** When it first asked, in ms since the epoch: asked again, it loses nothing. */
  askedAtMs: z.int(),
});
export type Asking = Readonly<z.infer<typeof askingSchema>>;

/**
 * The latest start that still makes the deadline, at the likely duration, in ms since the epoch. Where nothing is known to
 * forecast from it is the deadline itself. Null: there is no deadline.
 */
export function latestStartMs(timing: Timing): number | null {
  if (timing.deadline === null) return null;
  const deadlineMs = Date.parse(timing.deadline.at);
  const finish = finishTimes(timing);
  if (finish === null || timing.forecastAt === null) return deadlineMs;
  return Math.round(deadlineMs - (finish.likelyMs - Date.parse(timing.forecastAt)));
}
