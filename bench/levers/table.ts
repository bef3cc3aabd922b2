import { quartiles } from '../monitor/quartiles';
import type { MeasuredLever } from './lever';

/** How many times as fast with the lever: the median of the pairs, and the range of all. */
export function ratioOf({ pairs }: MeasuredLever): {
  readonly median: number;
  readonly least: number;
  readonly most: number;
} {
  const ratios = pairs.map((pair) => pair.without / pair.with);
  return { median: quartiles(ratios).median, least: Math.min(...ratios), most: Math.max(...ratios) };
}

/** A row of the table, as Markdown. */
export function rowOf(lever: MeasuredLever): string {
  const { median, least, most } = ratioOf(lever);
  const seconds = (of: (pair: MeasuredLever['pairs'][number]) => number): string =>
    `${quartiles(lever.pairs.map(of)).median.toFixed(1)} s`;
  const cells = [
    lever.note === undefined ? lever.title : `${lever.title} (${lever.note})`,
    lever.heldBackBy,
    seconds((pair) => pair.without),
    seconds((pair) => pair.with),
    `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

export const tableHead: readonly string[] = [
  '| lever | held back by | without | with | times as fast |',
  '|---|---|---|---|---|',
];
