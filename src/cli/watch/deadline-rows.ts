import { formatDuration } from '../../domain/quantities';
import { finishTimes, outlook, slackMs, type Outlook, type Timing } from '../../domain/timing';
import type { DeadlinePolicy } from '../../domain/deadline';
import { timingAsOf } from './as-of-now';
import type { Line, Tone } from './terminal-text';

const tones: Readonly<Record<Outlook, Tone>> = { 'on time': 'green', close: 'yellow', late: 'red' };
const marks: Readonly<Record<Outlook, string>> = { 'on time': '●', close: '◐', late: '▲' };
const consequences: Readonly<Record<DeadlinePolicy, string>> = {
  continue: 'then it goes on, late',
  settle: 'then it settles for the quorum',
  fail: 'then it stops and fails',
};

export interface DeadlineSight {
  readonly timing: Timing;
  readonly isPaused: boolean;
  readonly startedAt: string;
  readonly nowMs: number;
  /** Of the line of time. */
  readonly width: number;
  /** Only whether it will be in time, and when it is due. */
  readonly isCompact: boolean;
}

/** When it is due and when it will be done, as a line of time and in words; without a deadline, the forecast alone. */
export function deadlineRows(sight: DeadlineSight): readonly Line[] {
  const { nowMs, isPaused, isCompact } = sight;
  const timing = timingAsOf(sight.timing, nowMs, isPaused);
  if (timing.deadline === null) return forecastAlone(timing, nowMs);
  const dueMs = Date.parse(timing.deadline.at);
  const left = dueMs - nowMs;
  const distance = left < 0 ? `${formatDuration(-left)} ago` : `in ${formatDuration(left)}`;
  const late = timing.deadline.startedLate ? ', counted from its late start' : '';
  const due: Line = [`due ${clockOf(dueMs)}, ${distance}; ${consequences[timing.deadline.policy]}${late}`];
  const [forecast, ...range] = forecastRows(timing, sight);
  if (forecast === undefined) return [due];
  return isCompact ? [forecast, due] : [timeLine({ ...sight, timing }, dueMs), due, forecast, ...range];
}

function forecastAlone(timing: Timing, nowMs: number): readonly Line[] {
  const finish = finishTimes(timing);
  return finish === null ? [] : [[`none; done about ${clockOf(finish.likelyMs)}`], [['dim', rangeOf(timing, nowMs)]]];
}

function forecastRows(timing: Timing, { nowMs, isPaused }: DeadlineSight): readonly Line[] {
  const finish = finishTimes(timing);
  const slack = slackMs(timing);
  const now = outlook(timing);
  if (finish === null || slack === null || now === null) return [[['dim', 'no forecast yet']]];
  const spare = slack < 0 ? `${formatDuration(-slack)} too late` : `${formatDuration(slack)} to spare`;
  const resumed = isPaused ? ' if it goes on now' : '';
  return [
    [[tones[now], `${marks[now]} ${now}`], `: done about ${clockOf(finish.likelyMs)}${resumed}, ${spare}`],
    [['dim', `  ${rangeOf(timing, nowMs)}`]],
  ];
}

function rangeOf(timing: Timing, nowMs: number): string {
  const finish = finishTimes(timing);
  if (finish === null) return '';
  if (finish.slowMs <= nowMs) return 'it takes longer than was forecast';
  return `${clockOf(finish.fastMs)} at best, ${clockOf(finish.slowMs)} when it goes badly`;
}

/** From the start to the deadline or the end at worst: █ has passed, ▒ is when it may be done, ┃ is the deadline. */
function timeLine({ timing, startedAt, nowMs, width }: DeadlineSight, dueMs: number): Line {
  const finish = finishTimes(timing);
  const fromMs = Date.parse(startedAt);
  const untilMs = Math.max(dueMs, nowMs, finish?.slowMs ?? 0);
  const columnOf = (ms: number): number =>
    Math.min(width - 1, Math.max(0, Math.round(((ms - fromMs) / Math.max(1, untilMs - fromMs)) * (width - 1))));
  const cells = Array.from({ length: width }, (_, column) => {
    if (column <= columnOf(nowMs)) return '█';
    return finish !== null && column >= columnOf(finish.fastMs) && column <= columnOf(finish.slowMs) ? '▒' : '─';
  }).join('');
  const due = columnOf(dueMs);
  const now = outlook(timing);
  const tone = now === null ? 'cyan' : tones[now];
  return [
    [tone, cells.slice(0, due)],
    ['bold', '┃'],
    [tone, cells.slice(due + 1)],
  ];
}

export const clockOf = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;
