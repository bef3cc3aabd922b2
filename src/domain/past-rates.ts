import type { PastRates, Rate } from './forecast';
import type { Manifest, PhaseName } from './manifest';
import { median } from './median';

/** The fields of a manifest that tell how fast a backup was. */
export type PastBackup = Pick<Manifest, 'phases' | 'totals' | 'facts'>;

/** Where nobody knows better: half to one and a half times what was seen once. */
const doubtOfOne = 0.5;

/** The best of a few nights is not the best there is. */
const bestOfAll = 1.15;

/** What good backups of a database tell about the next one; the order does not matter. */
export function pastRates(backups: readonly PastBackup[]): PastRates {
  return {
    exportRate: rateOf(backups.flatMap((backup) => speedOf(backup, 'export'))),
    copyRate: rateOf(backups.flatMap((backup) => speedOf(backup, 'copy'))),
    overheadMs: median(backups.map(overheadOf)) ?? 0,
    dumpRatio: rateOf(
      backups.flatMap(({ facts: { estimatedBytes }, totals }) =>
        estimatedBytes === null || estimatedBytes === 0 ? [] : [totals.bytes / estimatedBytes],
      ),
    ),
  };
}

function speedOf({ phases, totals }: PastBackup, name: PhaseName): readonly number[] {
  const phase = phases.find((each) => each.name === name);
  if (phase === undefined || phase.durationMs === 0 || totals.bytes === 0) return [];
  return [(totals.bytes * 1000) / phase.durationMs];
}

function overheadOf({ phases }: PastBackup): number {
  return phases
    .filter(({ name }) => name !== 'export' && name !== 'copy')
    .reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function rateOf(seen: readonly number[]): Rate | null {
  const likely = median(seen);
  if (likely === undefined) return null;
  if (seen.length === 1) return { slow: likely * doubtOfOne, likely, fast: likely * (1 + doubtOfOne) };
  return { slow: Math.min(...seen), likely, fast: Math.max(...seen) * bestOfAll };
}
