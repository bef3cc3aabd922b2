import { describeRuns } from '../../../bench/data-path/report';
import type { BenchRow, MeasuredRun } from '../../../bench/data-path/row';

const row = (name: string): BenchRow => ({
  name,
  group: 'restore',
  about: '',
  unavailable: undefined,
  run: () => Promise.resolve(),
});
const run = (name: string, pair: number, megabytesPerSecond: number): MeasuredRun => ({
  row: name,
  pair,
  seconds: 1,
  megabytesPerSecond,
  figures: {},
});
const data = { path: '', bytes: 1e9, description: 'rows' };

function speedOf(speeds: readonly number[]) {
  const runs = speeds.map((speed, index) => run('restore', index + 1, speed));
  return describeRuns([row('restore')], runs, data).json.rows[0]?.speed;
}

test('of three runs the lower quartile lies between the slowest and the median', () => {
  expect(speedOf([300, 100, 200])).toEqual({ median: 200, low: 150, high: 250 });
});

test('of an even number of runs the median lies between the two in the middle', () => {
  expect(speedOf([100, 200, 300, 400])?.median).toBe(250);
});

test('of one run it is all three', () => {
  expect(speedOf([100])).toEqual({ median: 100, low: 100, high: 100 });
});

test('a ratio is to the first row’s run of the same pair', () => {
  const runs = [run('ours', 1, 100), run('theirs', 1, 50), run('theirs', 2, 100), run('ours', 2, 400)];
  const rows = describeRuns([row('ours'), row('theirs')], runs, data).json.rows;
  expect(rows[1]?.ratio).toEqual({ median: 0.375, low: 0.3125, high: 0.4375 });
});
