import { clockText, isTimeZone, localClockMs } from '../../domain/time-zone';
import { alignColumns } from '../backup/describe-list';
import type { RunOutcome } from './run-outcome';
import type { ScheduleEntry } from './schedule-entry';

/** `2027-03-28 02:00 Europe/London (2027-03-28 01:00Z)` */
export function describeRunTime(at: string, timezone: string): string {
  const instantMs = Date.parse(at);
  const utc = `${clockText(instantMs)}Z`;
  if (timezone === 'UTC' || !isTimeZone(timezone)) return utc;
  return `${clockText(localClockMs(timezone, instantMs))} ${timezone} (${utc})`;
}

/** `every 6 h`, `every 90 s`: in the largest unit that leaves no rest. */
export function intervalText({ everyMs, offsetMs }: { readonly everyMs: number; readonly offsetMs: number }): string {
  return `every ${lengthText(everyMs)}${offsetMs === 0 ? '' : ` and ${lengthText(offsetMs)}`}`;
}

const lengthUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

export function lengthText(ms: number): string {
  const [unit, unitMs] = lengthUnits.find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${ms / unitMs} ${unit}`;
}

/** `redoubt schedule list` for people. */
export function describeSchedules(schedules: readonly ScheduleEntry[]): string {
  if (schedules.length === 0) return 'there is no schedule of backups on this task queue';
  const header = ['SCHEDULE', 'DATABASE', 'WHEN', 'NEXT RUN', 'LAST RUNS', 'MADE BY'];
  const rows = schedules.map(({ scheduleId, database, when, timezone, paused, nextRuns, recentRuns, source }) => [
    scheduleId,
    database ?? '?',
    `${when.join('; ')} ${timezone}`,
    paused ? 'paused' : (nextRuns[0]?.local ?? 'none'),
    recentRuns.map(describeOutcome).join(', ') || 'none yet',
    source,
  ]);
  return [
    ...alignColumns([header, ...rows]),
    ...schedules.flatMap(({ scheduleId, paused, note }) =>
      paused ? [`${scheduleId} is paused${note === null ? '' : `: ${note}`}`] : [],
    ),
    ...schedules.flatMap(({ scheduleId, warnings }) => warnings.map((warning) => `warning: ${scheduleId}: ${warning}`)),
  ].join('\n');
}

const describeOutcome = ({ status, code }: RunOutcome): string => (code === undefined ? status : `${status} (${code})`);
