import type { Pause } from './pause';
import { formatDuration } from './quantities';
import { latestResume } from './paused-run';
import { finishTimes, outlook, slackMs, type Timing } from './timing';

/**
 * `on time: done about 02:41Z, 19 min before the deadline`; of a paused run how long it may be so; '' without a deadline.
 */
export function describeTiming(timing: Timing, pause: Pause | null = null): string {
  const finish = finishTimes(timing);
  const slack = slackMs(timing);
  const now = outlook(timing);
  if (timing.deadline === null) return '';
  if (finish === null || slack === null || now === null)
    return `due ${clockTime(Date.parse(timing.deadline.at))}, no forecast yet`;
  if (pause !== null) return `${now}: paused, ${describeLatestResume(timing, pause)}`;
  const pace = timing.pace === 'expedited' ? ', expedited' : '';
  const distance = `${formatDuration(Math.abs(slack))} ${slack < 0 ? 'after' : 'before'} the deadline`;
  return `${now}: done about ${clockTime(finish.likelyMs)}, ${distance}${pace}`;
}

/** For the run's page: deadline, forecast with its range, pace, and what was decided last. */
export function timingLines(timing: Timing, pause: Pause | null): readonly string[] {
  return [...deadlineLines(timing, pause), ...pauseLines(timing, pause), ...decisionLines(timing)];
}

function deadlineLines(timing: Timing, pause: Pause | null): readonly string[] {
  const finish = finishTimes(timing);
  const isOpen = pause !== null && pause.until === null;
  if (timing.deadline === null) return [];
  const { at, policy, startedLate } = timing.deadline;
  const range =
    finish === null
      ? 'no forecast yet'
      : `${isOpen ? `had it been resumed at ${clockTime(Date.parse(timing.forecastAt ?? ''))}, ` : ''}done about ${clockTime(finish.likelyMs)} (${clockTime(finish.fastMs)} at best, ${clockTime(finish.slowMs)} when it goes badly)`;
  const late = startedLate ? ' The run began after the deadline of its schedule: it is counted from its start.' : '';
  return [`**${outlook(timing) ?? 'due'}**: due ${clockTime(Date.parse(at))}, ${range}; then: ${policy}.${late}`, ''];
}

function pauseLines(timing: Timing, pause: Pause | null): readonly string[] {
  if (pause === null) return [];
  const why = pause.reason === null ? '' : ` (${pause.reason})`;
  const until = pause.until === null ? '' : ` until ${clockTime(Date.parse(pause.until))}`;
  return [`paused${until}${why}: ${describeLatestResume(timing, pause)}`, ''];
}

/** `misses unless resumed by 02:31:00Z`, from a forecast that was made during the pause. */
function describeLatestResume(timing: Timing, pause: Pause): string {
  const latest = latestResume(timing, pause);
  if (latest === null) return 'the deadline’s clock goes on';
  if (pause.until !== null && Date.parse(pause.until) <= latest.likelyMs) return 'makes its deadline all the same';
  const isTooLate = latest.likelyMs < Date.parse(timing.forecastAt ?? '');
  return isTooLate ? 'misses, however soon it is resumed' : `misses unless resumed by ${clockTime(latest.likelyMs)}`;
}

/** The last three: the result has them all. */
const decisionLines = ({ decisions }: Timing): readonly string[] =>
  decisions.slice(-3).flatMap(({ at, pace, because }) => [`${clockTime(Date.parse(at))} ${pace}: ${because}`, '']);

/** `02:41:00Z` */
export const clockTime = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;
