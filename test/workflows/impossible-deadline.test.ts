import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import { openBuiltSandbox } from './built-workflows';
import { playNight } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await openBuiltSandbox();
});

const reason = /due 2026-11-24T01:10:00.000Z, and done at 2026-11-24T01:3\d:.* at best, by the backups before it$/;

describe('a deadline that the backups before it could not have made at their best', () => {
  it.each(['continue', 'settle'] as const)('is taken with a warning where the policy is %s', async (policy) => {
    const { failed, result, notices } = await playNight(sandbox, { request: { deadline: 'PT10M', policy } });
    expect([failed, result.outcome, result.deadline?.isMet]).toEqual([null, 'sealed', false]);
    expect(result.warnings).toContainEqual(expect.stringMatching(/^it cannot make its deadline: due /));
    expect(result.warnings).toContainEqual(expect.stringMatching(reason));
    // Before a byte has moved.
    expect(notices[0]?.what).toBe('forecast-to-miss');
    expect(notices[0]?.atMs).toBeLessThan(5000);
  });

  it('is refused before the export where the policy is fail, and nothing is left', async () => {
    const { failed, result, calls } = await playNight(sandbox, { request: { deadline: 'PT10M', policy: 'fail' } });
    const made = calls.map(({ what }) => what);
    expect([failed, result.outcome]).toEqual(['DEADLINE_IMPOSSIBLE', 'failed']);
    expect(result.error?.message).toMatch(reason);
    expect(made).not.toContain('runExport');
    expect(made).toContain('releaseKeeper');
  });
});
