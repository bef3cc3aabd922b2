import type { Span } from './random';

export interface Range {
  readonly span: Span;
  readonly unit: string;
  /** What it is, and why these values. */
  readonly why: string;
}

const range = (span: Span, unit: string, why: string): Range => ({ span, unit, why });

/** What the generator draws from. Printed with the table; argued for here and nowhere else. */
export const ranges = {
  dump: range([20, 800], 'GB', 'dump files: what fits into a night; each order of magnitude as likely as another'),
  statistics: range([0.7, 1.3], 'x', 'dump files for each byte of the dictionary’s estimate, over what it was before'),
  dumpRatio: range([0.5, 0.9], 'x', 'dump files for each byte in segments: the preflight’s own rule of thumb'),
  files: range([2, 8], '', 'dump files: one for each Data Pump worker'),
  exportRate: range([40, 250], 'MB/s', 'Data Pump with the workers of the plan, from a small host to a good one'),
  percentPower: range([0.8, 1.3], '', 'Data Pump’s percentage against what is done: it runs ahead, or lags'),
  readRate: range([60, 250], 'MB/s', 'dump files through the database with three sessions (half of the nights)'),
  localRate: range([300, 900], 'MB/s', 'dump files from a local path (the other half)'),
  sessionsGain: range([1.1, 1.6], 'x', 'six sessions against three; assumed. None for a local path'),
  sealRate: range([150, 700], 'MB/s', 'one core seals 190 MB/s at level 1 (see "Data path"): one to four cores'),
  sealedRatio: range([0.2, 0.9], 'x', 'sealed bytes for a plain one: from text to what is compressed already'),
  levelThreeGain: range(
    [0, 0.1],
    '',
    'how much smaller level 3 seals than level 1: nothing for what is packed already; 0.04 of TPC-H’s text',
  ),
  levelThreeSpeed: range(
    [0.55, 0.9],
    'x',
    'its speed, with digests and encryption: TPC-H’s text at the low end, what does not pack at the high one',
  ),
  line: range([10, 150], 'MB/s', 'a region’s line: 80 Mbit/s to 1.2 Gbit/s'),
  connectionsGain: range([1, 1.5], 'x', 'twice the connections; assumed: nothing on a full line, much on a lossy one'),
  limited: range([0.4, 0.9], 'x', 'a region’s configured bandwidth, of its line (two regions of five have one)'),
  egress: range([60, 400], 'MB/s', 'the host’s own link: 500 Mbit/s to 3 Gbit/s'),
  tonight: range([0.75, 1.15], 'x', 'tonight’s speed of each thing against the nights before'),
  badTonight: range([0.4, 0.75], 'x', 'the same, for one thing in ten'),
  databaseSpells: range([0, 2], '', 'spells in which the database is slow: other jobs of the night'),
  databaseSlow: range([0.35, 0.8], 'x', 'its speed in one'),
  databaseSpell: range([15, 90], 'min', 'how long one is'),
  lineSpells: range([0, 2], '', 'spells of loss on a region’s line'),
  lineSlow: range([0.2, 0.7], 'x', 'its speed in one'),
  lineSpell: range([5, 60], 'min', 'how long one is'),
  outage: range([5, 60], 'min', 'a region is down (one night in four)'),
  pause: range([5, 30], 'min', 'somebody pauses the run (one night in five, some of them twice)'),
  nightsBefore: range([1, 5], '', 'good backups to learn from (one night in twelve: none)'),
  spread: range([0.85, 1.15], 'x', 'how far those lie apart'),
  deadline: range([0.65, 1.5], 'x', 'the deadline, of what the nights before took: from hopeless to easy'),
} as const satisfies Readonly<Record<string, Range>>;

export type RangeName = keyof typeof ranges;

export function describeRanges(): string {
  const rows = Object.values(ranges).map(
    ({ span: [low, high], unit, why }) => `| ${low} to ${high} ${unit} | ${why} |`,
  );
  return ['| range | what |', '|---|---|', ...rows].join('\n');
}
