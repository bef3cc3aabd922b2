import { clockOf } from './deadline-rows';
import { labelWidth } from './labelled';
import type { WatchFrame } from './screen';
import { wrap, type Line } from './terminal-text';

/** Of the blank line and the heading. */
const headRows = 2;

/** The last decisions that there is room for; none where there is none for a whole one. */
export function decisionRows({ sight, columns }: Pick<WatchFrame, 'sight' | 'columns'>, room: number): readonly Line[] {
  const rows: Line[] = [];
  for (const { at, pace, because } of sight.progress.timing.decisions.toReversed()) {
    const decision = wrap(`${pace}: ${because}`, columns - labelWidth - 1).map((text, i): Line => [
      ['dim', (i === 0 ? clockOf(Date.parse(at)) : '').padEnd(labelWidth)],
      text,
    ]);
    if (headRows + decision.length + rows.length > room) break;
    rows.unshift(...decision);
  }
  return rows.length === 0 ? [] : [[], [['bold', 'decisions']], ...rows];
}
