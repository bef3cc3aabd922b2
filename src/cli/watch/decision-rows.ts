import type { Decision } from '../../domain/pace';
import { clockOf } from './deadline-rows';
import { labelWidth } from './labelled';
import type { WatchFrame } from './screen';
import { wrap, type Line } from './terminal-text';

type DecisionFrame = Pick<WatchFrame, 'sight' | 'columns'>;

/** Of the blank line and the heading. */
const headRows = 2;
/** What the newest decision is worth where room is short. */
const leastLines = 2;

/** The last decisions that there is room for; the newest is cut short before it is left out. */
export function decisionRows({ sight, columns }: DecisionFrame, room: number): readonly Line[] {
  const [newest, ...older] = sight.progress.timing.decisions.toReversed();
  if (newest === undefined || room <= headRows) return [];
  const rows = [...linesOf(newest, columns, room - headRows)];
  for (const decision of older) {
    const lines = linesOf(decision, columns);
    if (headRows + lines.length + rows.length > room) break;
    rows.unshift(...lines);
  }
  return [[], [['bold', 'decisions']], ...rows];
}

/** What to leave free for them. */
export function leastDecisionRows({ sight, columns }: DecisionFrame): number {
  const newest = sight.progress.timing.decisions.at(-1);
  return newest === undefined ? 0 : headRows + linesOf(newest, columns, leastLines).length;
}

function linesOf({ at, pace, because }: Decision, columns: number, mostLines?: number): readonly Line[] {
  return wrap(`${pace}: ${because}`, columns - labelWidth - 1, mostLines).map((text, i): Line => [
    ['dim', (i === 0 ? clockOf(Date.parse(at)) : '').padEnd(labelWidth)],
    text,
  ]);
}
