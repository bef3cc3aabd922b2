import type { MonitorSample, RegionSample } from '../domain/monitor-sample';

/** The time that all pictures of a report show, ms since the epoch. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The mean over a stretch of time; null where nothing is known. */
export interface Point {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly value: number | null;
}

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

/** What a sample says, as a mean over its seconds. */
export type Figure = (sample: MonitorSample) => number | null;

/** A line of at most so many points. */
export function lineOf(name: string, rows: readonly MonitorSample[], figure: Figure, mostPoints = 300): Line {
  const each = Math.max(1, Math.ceil(rows.length / mostPoints));
  const points: Point[] = [];
  for (let i = 0; i < rows.length; i += each) {
    const group = rows.slice(i, i + each);
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) continue;
    points.push({ fromMs: first.at - first.seconds * 1000, untilMs: last.at, value: meanOf(group, figure) });
  }
  return { name, points };
}

export function meanOf(rows: readonly MonitorSample[], figure: Figure): number | null {
  let sum = 0;
  let seconds = 0;
  for (const row of rows) {
    const value = figure(row);
    if (value === null || !Number.isFinite(value)) continue;
    sum += value * row.seconds;
    seconds += row.seconds;
  }
  return seconds > 0 ? sum / seconds : null;
}

export const ofRegion =
  (region: string, figure: (sample: RegionSample, seconds: number) => number | null): Figure =>
  ({ regions, seconds }) => {
    const sample = regions[region];
    return sample === undefined || seconds <= 0 ? null : figure(sample, seconds);
  };

export const highest = ({ points }: Line): number | null => {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length === 0 ? null : Math.max(...values);
};

/** By time. */
export function average({ points }: Line): number | null {
  const known = points.flatMap(({ fromMs, untilMs, value }) =>
    value === null ? [] : [{ ms: untilMs - fromMs, value }],
  );
  const ms = known.reduce((sum, point) => sum + point.ms, 0);
  return ms > 0 ? known.reduce((sum, point) => sum + point.value * point.ms, 0) / ms : null;
}
