import type { Deadline } from './deadline';
import type { Estimate, Forecast } from './forecast';
import type { Decision, Pace } from './pace';

/** How a run stands against its deadline: in the progress, on its page, and in its result. */
export interface Timing {
  /** Null: nobody asked for one. */
  readonly deadline: Deadline | null;
  /** What is left, from now on; null: not known yet. */
  readonly forecast: Forecast | null;
  /** When the forecast was made. */
  readonly forecastAt: string | null;
  readonly pace: Pace;
  /** When, what was known, what was changed: in order. */
  readonly decisions: readonly Decision[];
}

/** How a run with a deadline ended: it is met where the backup was sealed in time. */
export interface DeadlineResult extends Deadline {
  /** When it was sealed, or else when it had cleaned up. */
  readonly endedAt: string;
  readonly isMet: boolean;
  /** Negative: done before it. */
  readonly lateByMs: number;
}

export interface PaceResult {
  readonly pace: Pace;
  readonly decisions: readonly Decision[];
}

export function deadlineResult({ deadline }: Timing, isSealed: boolean, endedAtMs: number): DeadlineResult | null {
  if (deadline === null) return null;
  const lateByMs = endedAtMs - Date.parse(deadline.at);
  return { ...deadline, endedAt: new Date(endedAtMs).toISOString(), isMet: isSealed && lateByMs <= 0, lateByMs };
}

export const startingTiming: Timing = {
  deadline: null,
  forecast: null,
  forecastAt: null,
  pace: 'steady',
  decisions: [],
};

/** When it will be done, in ms since the epoch: at best, most likely, and when it goes badly. */
export function finishTimes({ forecast, forecastAt }: Timing): Estimate | null {
  if (forecast?.whole == null || forecastAt === null) return null;
  const from = Date.parse(forecastAt);
  const { fastMs, likelyMs, slowMs } = forecast.whole;
  return { fastMs: from + fastMs, likelyMs: from + likelyMs, slowMs: from + slowMs };
}

/** Time to spare at the most likely finish; negative: late. Null: no deadline, or nothing is known. */
export function slackMs(timing: Timing): number | null {
  const finish = finishTimes(timing);
  return finish === null || timing.deadline === null ? null : Date.parse(timing.deadline.at) - finish.likelyMs;
}

/** `on time`, `close` (a slow course misses), `late`; null without a deadline, or without a forecast before it. */
export type Outlook = 'on time' | 'close' | 'late';

export function outlook(timing: Timing): Outlook | null {
  const { deadline, forecastAt } = timing;
  if (deadline === null || forecastAt === null) return null;
  const deadlineMs = Date.parse(deadline.at);
  // Nothing need be known to see that it has passed.
  if (Date.parse(forecastAt) >= deadlineMs) return 'late';
  const finish = finishTimes(timing);
  if (finish === null) return null;
  if (finish.likelyMs > deadlineMs) return 'late';
  return finish.slowMs > deadlineMs ? 'close' : 'on time';
}

/** What the update `extendDeadline` answers. */
export interface ExtendedDeadline {
  readonly deadline: string;
  /** ISO 8601; null: nothing is known to forecast from. */
  readonly doneAbout: string | null;
  readonly slackMs: number | null;
  readonly outlook: Outlook | null;
}
