import type { Timing } from '../../domain/timing';
import type { BackupSight } from './watch-backup';

/**
 * A forecast is made now and then; a screen is looked at all the time. What had to be done by now and is not takes until
 * now at least, and while a run is paused, what is left is still all left.
 */
export function timingAsOf(timing: Timing, nowMs: number, isPaused: boolean): Timing {
  const { forecast, forecastAt } = timing;
  if (forecast?.whole == null || forecastAt === null) return timing;
  if (isPaused) return { ...timing, forecastAt: new Date(nowMs).toISOString() };
  const passedMs = nowMs - Date.parse(forecastAt);
  const { fastMs, likelyMs, slowMs } = forecast.whole;
  const whole = {
    fastMs: Math.max(fastMs, passedMs),
    likelyMs: Math.max(likelyMs, passedMs),
    slowMs: Math.max(slowMs, passedMs),
  };
  return { ...timing, forecast: { ...forecast, whole } };
}

/** A job that stands still reports nothing: what it last said of itself holds until it says more. */
export function withKnownPercent(sight: BackupSight, before: BackupSight | undefined): BackupSight {
  const { progress } = sight;
  const isSameExport =
    before !== undefined && before.progress.phase === progress.phase && before.progress.attempt === progress.attempt;
  if (!isSameExport || progress.phase !== 'export') return sight;
  const known = before.progress.exportPercent ?? 0;
  return (progress.exportPercent ?? 0) >= known ? sight : { ...sight, progress: { ...progress, exportPercent: known } };
}
