import { runNights } from '../../../bench/deadline/run-nights';
import { scoreFacts } from '../../../bench/deadline/score';
import type { WorkflowSandbox } from '../../../bench/deadline/workflow-sandbox';
import { openBuiltSandbox } from '../../workflows/built-workflows';

describe('simulated nights', () => {
  let sandbox: WorkflowSandbox;
  beforeAll(async () => {
    sandbox = await openBuiltSandbox();
  });

  it('follow from their seeds alone', async () => {
    const nights = { from: 1000, count: 2 };
    expect(await runNights(sandbox, nights)).toEqual(await runNights(sandbox, nights));
  });

  it('are never missed in silence, with a backup to learn from or without', async () => {
    const { missed, missedInSilence } = scoreFacts(await runNights(sandbox, { from: 1026, count: 7 }));
    expect(missed).toBeGreaterThan(0);
    expect(missedInSilence).toEqual([]);
  });

  it('never end earlier than a planner could who knew them', async () => {
    const { betterThanPossible } = scoreFacts(await runNights(sandbox, { from: 1002, count: 3 }));
    expect(betterThanPossible).toEqual([]);
  });
});
