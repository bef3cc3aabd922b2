import { availableParallelism, cpus } from 'node:os';
import { quartiles } from '../monitor/quartiles';
import type { BenchData } from './bench-data';
import type { BenchRow, MeasuredRun } from './row';

/** The median, and the quartiles beside it. */
interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The table, as text and for programs. Ratios are of runs of the same pair, to the first row of the row's group. */
export function describeRuns(rows: readonly BenchRow[], runs: readonly MeasuredRun[], data: BenchData) {
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores`;
  const heading = `${data.description}, ${(data.bytes / 1e6).toFixed(0)} MB, three regions on the same machine (${machine})`;
  const lines = rows.map((row) => describeRow(row, rows, runs)).filter((line) => line !== undefined);
  const text = [
    heading,
    ...lines.map(
      ({ name, about, speed, ratio, to, figures }) =>
        `${name.padEnd(22)} ${figure(speed, 0)} MB/s   ${figure(ratio, 2)} × ${to.padEnd(8)} ${about}${shares(figures)}`,
    ),
  ].join('\n');
  return { text, json: { data, machine, rows: lines, runs } };
}

function describeRow(row: BenchRow, rows: readonly BenchRow[], runs: readonly MeasuredRun[]) {
  const own = runs.filter((run) => run.row === row.name);
  const to = rows.find((other) => other.group === row.group && runs.some((run) => run.row === other.name));
  if (own.length === 0 || to === undefined) return undefined;
  const ratios = own.flatMap((run) => {
    const base = runs.find((other) => other.row === to.name && other.pair === run.pair);
    return base === undefined ? [] : [run.megabytesPerSecond / base.megabytesPerSecond];
  });
  const speed = spreadOf(own.map((run) => run.megabytesPerSecond));
  return {
    name: row.name,
    about: row.about,
    speed,
    ratio: spreadOf(ratios),
    to: to.name,
    figures: own.at(-1)?.figures ?? {},
  };
}

function spreadOf(values: readonly number[]): Spread {
  const { q1: low, median, q3: high } = quartiles(values);
  return { median, low, high };
}

const figure = ({ median, low, high }: Spread, digits: number): string =>
  `${median.toFixed(digits).padStart(5)} (${low.toFixed(digits)}–${high.toFixed(digits)})`.padEnd(20);

const shares = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([name, value]) => `; ${name} ${value.toFixed(2)}`)
    .join('');
