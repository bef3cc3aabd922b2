import { SeededRandom } from '../../src/sandbox/oracle/load/seeded-random';

export const victims = ['worker a', 'worker b', 'temporal', 'oracle', 'london', 'frankfurt', 'stockholm'] as const;
export type Victim = (typeof victims)[number];

/** Processes that are killed at the same moment, and started again a while later. */
export interface Strike {
  readonly afterMs: number;
  readonly victims: readonly Victim[];
  readonly downForMs: number;
}

const mostStrikes = 3;
const mostVictims = 3;
/** About as long as one undisturbed backup of the soak takes, for all strikes together. */
const withinMs = 15_000;
const longestOutageMs = 5_000;

/** What happens to one backup; the same for the same seed and round. */
export function planKills(seed: string, round: number): readonly Strike[] {
  const random = new SeededRandom(`${seed} round ${round}`);
  const strikes = 1 + random.below(mostStrikes);
  return Array.from({ length: strikes }, () => ({
    afterMs: random.below(withinMs / strikes),
    victims: [...new Set(Array.from({ length: 1 + random.below(mostVictims) }, () => random.oneOf(victims)))],
    downForMs: random.below(longestOutageMs),
  }));
}

/** `after 3.2 s worker a and oracle, for 0.5 s` */
export function describeKills(strikes: readonly Strike[]): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return strikes
    .map(({ afterMs, victims: struck, downForMs }) => {
      return `after ${seconds(afterMs)} ${struck.join(' and ')}, for ${seconds(downForMs)}`;
    })
    .join('; ');
}
