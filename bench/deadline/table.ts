import { describeRanges } from './ranges';
import type { ScoreFacts, ScoreLine } from './score';

/** The tables of docs/performance.md. */
export function describeScores(lines: readonly ScoreLine[], facts: ScoreFacts): string {
  const percent = (share: number): string => (Number.isFinite(share) ? `${Math.round(share * 100)}%` : '');
  const rows = lines.map(
    ({ nights, count, possible, met, share }) =>
      `| ${nights} | ${count} | ${possible} | ${met.paced} | ${percent(share.paced)} | ${met.steady} | ${percent(share.steady)} | ${met.expedited} | ${percent(share.expedited)} |`,
  );
  return [
    '| policy | nights | possible | met | of possible | steady only | of possible | expedited only | of possible |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '| | |',
    '|---|---|',
    `| time at the steady pace | ${percent(facts.steadyShare)}; ${percent(facts.steadyShareWhereEasy)} in nights that steady makes too |`,
    `| decisions a night | ${facts.decisionsANight.toFixed(1)}, ${facts.mostDecisions} at most |`,
    `| changes of the pace a night | ${facts.paceChangesANight.toFixed(1)}, ${facts.mostPaceChanges} at most |`,
    `| missed: said \`late\` before the deadline, only \`close\`, \`late\` as it passed | ${facts.missed}: ${facts.missedSaidLate}, ${facts.missedSaidClose}, ${facts.missedSaidThen} |`,
    `| missed in silence (there must be none) | ${facts.missedInSilence.length} ${seeds(facts.missedInSilence)} |`,
    `| said \`late\`, and met | ${facts.metThoughSaidLate} |`,
    `| possible, and missed: seeds, and how much of the time the best course needs | ${facts.possibleMissed.map(({ seed, needs }) => `${seed}: ${percent(needs)}`).join(', ')} |`,
    `| earlier than the bound of what is possible | ${facts.betterThanPossible.length} ${seeds(facts.betterThanPossible)} |`,
  ].join('\n');
}

const seeds = (list: readonly number[]): string => (list.length === 0 ? '' : `(seeds ${list.join(', ')})`);

export const describeGenerator = (): string => `Each night is drawn from:\n\n${describeRanges()}`;
