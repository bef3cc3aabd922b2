import { makeNight } from './make-night';
import { runNight } from './run-night';
import { scoreNight, type ScoredNight } from './score';
import type { WorkflowSandbox } from './workflow-sandbox';

/** Runs each seed's night in every mode. */
export async function runNights(
  sandbox: WorkflowSandbox,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<readonly ScoredNight[]> {
  const scored: ScoredNight[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const night = makeNight(seed);
    scored.push(
      scoreNight(night, {
        paced: await runNight(sandbox, night, 'paced'),
        steady: await runNight(sandbox, night, 'steady'),
        expedited: await runNight(sandbox, night, 'expedited'),
      }),
    );
  }
  return scored;
}
