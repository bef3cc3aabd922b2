import { commitReserveMs } from './deadline';
import type { Pause } from './pause';
import { finishTimes, type Timing } from './timing';

/** What was in flight has ended by then: a pause takes effect within one part. */
const settledMs = 30_000;
/** Just after a moment, all that depends on it has changed. */
const afterMs = 1000;

/**
 * The last moment at which a paused run can go on and still make its deadline, in ms since the epoch: of the likely
 * course, and of a slow one. Null: there is no deadline, or no forecast.
 */
export function latestResume(
  timing: Timing,
  pause: Pause,
): { readonly likelyMs: number; readonly slowMs: number } | null {
  const finish = finishTimes(timing);
  if (timing.deadline === null || timing.forecastAt === null || finish === null) return null;
  const fromMs = Date.parse(timing.forecastAt);
  // The forecast has what is left of a pause that ends by itself: the work begins after it.
  const workFromMs = pause.until === null ? fromMs : Math.max(fromMs, Date.parse(pause.until));
  const deadlineMs = Date.parse(timing.deadline.at);
  return {
    likelyMs: deadlineMs - (finish.likelyMs - workFromMs),
    slowMs: deadlineMs - (finish.slowMs - workFromMs),
  };
}

/**
 * When a paused run has to be looked at next, in ms since the epoch: where its outlook changes, and where its deadline
 * wants something done. Few moments, however long the pause is. Null: nothing changes any more before it ends.
 */
export function nextPausedLook(
  timing: Timing,
  pause: Pause,
  at: { readonly nowMs: number; readonly pausedMs: number },
): number | null {
  if (timing.deadline === null) return null;
  const deadlineMs = Date.parse(timing.deadline.at);
  const latest = latestResume(timing, pause);
  const turns =
    latest === null || pause.until !== null ? [] : [latest.slowMs - commitReserveMs, latest.slowMs, latest.likelyMs];
  const moments = [
    ...turns.map((ms) => ms + afterMs),
    at.pausedMs + settledMs,
    deadlineMs - commitReserveMs,
    deadlineMs,
  ];
  const next = Math.min(...moments.filter((ms) => ms > at.nowMs));
  return Number.isFinite(next) ? next : null;
}
