import type { Pause } from './pause';
import { formatDuration } from './quantities';
import { finishTimes, outlook, slackMs, type Timing } from './timing';

/** `on time: done about 02:41Z, 19 min before the deadline`; '' without a deadline or a forecast. */
export function describeTiming(timing: Timing): string {
  const finish = finishTimes(timing);
  const slack = slackMs(timing);
  const now = outlook(timing);
  if (timing.deadline === null) return '';
  if (finish === null || slack === null || now === null)
    return `due ${clock(Date.parse(timing.deadline.at))}, no forecast yet`;
  const pace = timing.pace === 'expedited' ? ', expedited' : '';
  const distance = `${formatDuration(Math.abs(slack))} ${slack < 0 ? 'after' : 'before'} the deadline`;
  return `${now}: done about ${clock(finish.likelyMs)}, ${distance}${pace}`;
}

/** For the run's page: deadline, forecast with its range, pace, and what was decided last. */
export function timingLines(timing: Timing, pause: Pause | null): readonly string[] {
  return [...deadlineLines(timing), ...pauseLines(pause), ...decisionLines(timing)];
}

function deadlineLines(timing: Timing): readonly string[] {
  const finish = finishTimes(timing);
  if (timing.deadline === null) return [];
  const { at, policy, startedLate } = timing.deadline;
  const range =
    finish === null
      ? 'no forecast yet'
      : `done about ${clock(finish.likelyMs)} (${clock(finish.fastMs)} at best, ${clock(finish.slowMs)} when it goes badly)`;
  const late = startedLate ? ' The run began after the deadline of its schedule: it is counted from its start.' : '';
  return [`**${outlook(timing) ?? 'due'}**: due ${clock(Date.parse(at))}, ${range}; then: ${policy}.${late}`, ''];
}

function pauseLines(pause: Pause | null): readonly string[] {
  if (pause === null) return [];
  const why = pause.reason === null ? '' : ` (${pause.reason})`;
  const until = pause.until === null ? '' : ` until ${clock(Date.parse(pause.until))}`;
  return [`paused${until}${why}; the deadline’s clock goes on`, ''];
}

/** The last three: the result has them all. */
const decisionLines = ({ decisions }: Timing): readonly string[] =>
  decisions.slice(-3).flatMap(({ at, pace, because }) => [`${clock(Date.parse(at))} ${pace}: ${because}`, '']);

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;
