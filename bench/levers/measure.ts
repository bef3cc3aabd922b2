import type { Lever, MeasuredLever } from './lever';
import type { LeverLab } from './lever-lab';

/** Runs a lever's pairs; which of the two comes first changes from pair to pair. */
export async function measureLever(lever: Lever, lab: LeverLab, pairCount: number): Promise<MeasuredLever> {
  const { name, title, heldBackBy } = lever;
  const runs = await lever.open(lab);
  try {
    // The first run of a process is no run like the others.
    await runs.run(true);
    const pairs: { without: number; with: number }[] = [];
    while (pairs.length < pairCount) {
      const isPulledFirst = pairs.length % 2 === 1;
      const first = await runs.run(isPulledFirst);
      const second = await runs.run(!isPulledFirst);
      pairs.push(isPulledFirst ? { without: second, with: first } : { without: first, with: second });
    }
    return { name, title, heldBackBy, pairs, ...(runs.note === undefined ? {} : { note: runs.note }) };
  } finally {
    await runs.close();
  }
}
