import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import { deadlinePolicies, type DeadlinePolicy } from '../../src/domain/deadline';
import { openBuiltSandbox } from './built-workflows';
import { dueMs, reserveMs, situations, type Situation } from './deadline-cells';
import { at, minute, playNight, second, type VirtualStory } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await openBuiltSandbox();
});

const play = (situation: Situation, policy: DeadlinePolicy): Promise<VirtualStory> =>
  playNight(sandbox, { ...situations[situation], request: { deadline: 'PT90M', policy } });

const becauseOf = ({ result }: VirtualStory): string[] => result.pace?.decisions.map(({ because }) => because) ?? [];
const sealedRegions = ({ result }: VirtualStory): string[] =>
  result.copies.filter(({ manifest }) => manifest).map(({ region }) => region);
const callsOf = ({ calls }: VirtualStory): string[] => calls.map(({ what }) => what);
const lateFrom = ({ outlooks }: VirtualStory): number => outlooks.find(({ what }) => what === 'late')?.atMs ?? Infinity;
const noticesOf = ({ notices }: VirtualStory): string[] => notices.map(({ what }) => what);

/** Of what the run created nothing is left, and what it copied counts nowhere. */
function expectNothingCounted(story: VirtualStory): void {
  expect(story.failed).toBe('DEADLINE_MISSED');
  expect(story.result.outcome).toBe('failed');
  expect(story.result.deadline).toMatchObject({ at: at(dueMs), policy: 'fail', isMet: false });
  expect(story.tookMs).toBeGreaterThanOrEqual(dueMs);
  expect(story.tookMs).toBeLessThan(dueMs + 10 * second);
  expect(callsOf(story)).toContain('cleanUpDatabase');
  expect(callsOf(story)).not.toContain('signManifest');
  expect(callsOf(story)).not.toContain('putManifest');
  expect(sealedRegions(story)).toEqual([]);
  expect([story.result.leftBehind, story.result.repairWorkflowId]).toEqual([[], null]);
  expect(noticesOf(story)).toEqual(['forecast-to-miss', 'missed', 'failed']);
}

function expectLate(story: VirtualStory, { aboutMs }: { readonly aboutMs: number }): void {
  const { outcome, deadline } = story.result;
  expect([story.failed, outcome, deadline?.isMet]).toEqual([null, 'sealed', false]);
  expect(deadline?.lateByMs).toBeGreaterThan(aboutMs - minute);
  expect(deadline?.lateByMs).toBeLessThan(aboutMs + minute);
  expect(noticesOf(story)).toEqual(['forecast-to-miss', 'missed']);
}

function expectMet({ failed, result, notices }: VirtualStory): void {
  expect([failed, result.outcome, result.deadline?.isMet, notices]).toEqual([null, 'sealed', true, []]);
}

/** Says so while there is time to do something about it. */
const expectToldEarly = (story: VirtualStory, beforeMs: number): void =>
  expect(dueMs - lateFrom(story)).toBeGreaterThan(beforeMs);

describe.each(deadlinePolicies)('a backup whose policy is %s', (policy) => {
  it('that is on time keeps every region and the steady pace, and decides nothing', async () => {
    const story = await play('on time', policy);
    expectMet(story);
    expect(story.result.pace).toEqual({ pace: 'steady', decisions: [] });
    expect(story.outlooks.map(({ what }) => what)).toEqual(['on time']);
    expect(sealedRegions(story)).toHaveLength(3);
    expect(story.result.repairWorkflowId).toBeNull();
  });

  it('with a slow region is sealed in time by the others, and leaves that one to the repair', async () => {
    const story = await play('with a slow region', policy);
    expectMet(story);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
    expect(story.result.copies[2]).toMatchObject({ region: 'stockholm', state: 'incomplete' });
    expect(story.result.repairWorkflowId).not.toBeNull();
  });

  it('with a region down is sealed in time by the others, and leaves that one to the repair', async () => {
    const story = await play('with a region down', policy);
    expectMet(story);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
    expect(story.result.copies[2]).toMatchObject({ region: 'stockholm', state: 'unavailable' });
    expect(story.result.repairWorkflowId).not.toBeNull();
  });
});

describe('a slow database', () => {
  const hurried = expect.stringMatching(/^\d+ s are left, and the rest takes \d+ s/);

  it('ends a backup at its deadline, cleaned up and not counted, where the policy is fail', async () => {
    const story = await play('late', 'fail');
    expectNothingCounted(story);
    expectToldEarly(story, 60 * minute);
    expect(becauseOf(story)).toEqual([hurried, '4 Data Pump workers from now on']);
  });

  it('makes one late that says so an hour before, with every region, where the policy is continue', async () => {
    const story = await play('late', 'continue');
    expectLate(story, { aboutMs: 30 * minute });
    expectToldEarly(story, 60 * minute);
    expect(becauseOf(story)[0]).toEqual(hurried);
    expect(sealedRegions(story)).toHaveLength(3);
  });

  it('makes one leave a region out ten seconds before its deadline, and goes on, where the policy is settle', async () => {
    const story = await play('late', 'settle');
    expectLate(story, { aboutMs: 30 * minute });
    expectToldEarly(story, 60 * minute);
    const settled = story.result.pace?.decisions.find(({ because }) => because.startsWith('the deadline is here'));
    expect(settled?.because).toBe(
      'the deadline is here: stockholm beyond the quorum of 2 left out, to be filled later',
    );
    expect(Date.parse(settled?.at ?? '') - Date.parse(at(dueMs - reserveMs))).toBeLessThan(second);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
    expect(story.result.repairWorkflowId).not.toBeNull();
  });
});

describe('a quorum that is too slow for the deadline', () => {
  const waits = expect.stringMatching(/^the rest takes \d+ s at the fast pace: stockholm beyond the quorum of 2 waits/);

  it('ends the backup at it, where the policy is fail', async () => {
    const story = await play('with two slow regions', 'fail');
    expectNothingCounted(story);
    expectToldEarly(story, 45 * minute);
  });

  it.each(['continue', 'settle'] as const)('is filled past it, without the slowest, where it is %s', async (policy) => {
    const story = await play('with two slow regions', policy);
    expectLate(story, { aboutMs: 42 * minute });
    expectToldEarly(story, 45 * minute);
    expect(becauseOf(story)).toContainEqual(waits);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
  });
});

describe('a quorum of which a region is down', () => {
  it('ends the backup at its deadline, where the policy is fail', async () => {
    expectNothingCounted(await play('with two regions down', 'fail'));
  });

  it.each(['continue', 'settle'] as const)('is waited for past it, where it is %s', async (policy) => {
    const story = await play('with two regions down', policy);
    expectLate(story, { aboutMs: 34 * minute });
    expectToldEarly(story, 45 * minute);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
  });
});

describe('a pause that is longer than the slack', () => {
  const told = 'paused (the DBA needs it): misses its deadline, however soon it is resumed';

  it('ends the backup at its deadline, without being resumed, where the policy is fail', async () => {
    const story = await play('paused for an hour', 'fail');
    expectNothingCounted(story);
    expect(becauseOf(story)).toContain(told);
  });

  it('is told as late when the slack has run out, and the backup goes on after it, where it is continue', async () => {
    const story = await play('paused for an hour', 'continue');
    expectLate(story, { aboutMs: 30 * minute });
    // Paused at 45 with a quarter of an hour to go.
    expect(Math.abs(lateFrom(story) - 75 * minute)).toBeLessThan(minute);
    expect(becauseOf(story)).toContain(told);
    expect(sealedRegions(story)).toHaveLength(3);
  });

  it('leaves a region out while it lasts, where it is settle', async () => {
    const story = await play('paused for an hour', 'settle');
    expectLate(story, { aboutMs: 30 * minute });
    expect(becauseOf(story).at(-1)).toMatch(/^the deadline is here: stockholm beyond the quorum of 2 left out/);
    expect(sealedRegions(story)).toEqual(['london', 'frankfurt']);
  });
});
