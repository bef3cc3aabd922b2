import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import { outlook } from '../../src/domain/timing';
import { openBuiltSandbox } from './built-workflows';
import { at, clockAt, minute, playNight, second, type Order, type Sight } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await openBuiltSandbox();
});

const hour = 60 * minute;
const lookAt = (atMs: number, look: (sight: Sight) => void): Order => ({ atMs, look });
const request = { deadline: 'PT90M' };

it('a pause without an end says until when it may last, and is late from then on', async () => {
  const sights: Sight[] = [];
  const see = (sight: Sight): void => void sights.push(sight);
  const { calls, outlooks, notices } = await playNight(sandbox, {
    request,
    orders: [
      { atMs: 45 * minute, signal: 'pause' },
      lookAt(46 * minute, see),
      lookAt(77 * minute, see),
      lookAt(80 * hour, see),
      { atMs: 80 * hour + minute, signal: 'resume' },
    ],
  });
  const [early, spent, long] = sights;
  const by = /paused: misses unless resumed by 02:1[45]:\d\dZ/;
  expect(early?.details).toMatch(by);
  expect(early?.details).toMatch(/\*\*on time\*\*: due 02:30:00Z, had it been resumed at 01:45:30Z, done about 02:0/);
  expect(spent?.details).toContain('paused: misses, however soon it is resumed');
  expect(spent?.details).toContain('**late**');
  expect(long?.progress.timing.decisions.map(({ because }) => because)).toContain(
    'paused: misses its deadline, however soon it is resumed',
  );
  expect(outlooks.map(({ what }) => what)).toEqual(['on time', 'close', 'late']);
  expect(notices.map(({ what }) => what)).toEqual(['forecast-to-miss', 'missed']);
  expect(Math.abs((notices[0]?.atMs ?? 0) - 75 * minute)).toBeLessThan(minute);
  // Nothing is asked of anybody in three days: the look at the work comes back with the work.
  const asked = calls.filter(({ atMs }) => atMs > 46 * minute && atMs < 80 * hour);
  expect(asked.map(({ what }) => what)).toEqual(['notify', 'notify']);
});

it('a pause whose end is known is late at once where the deadline comes before its work can be done', async () => {
  let sight: Sight | undefined;
  const { outlooks, notices, result } = await playNight(sandbox, {
    request,
    orders: [
      { atMs: 20 * minute, signal: 'pauseUntil', input: at(80 * minute) },
      lookAt(21 * minute, (seen) => void (sight = seen)),
    ],
  });
  expect(outlooks.at(-1)).toMatchObject({ what: 'late' });
  expect(outlooks.at(-1)?.atMs).toBeLessThan(20 * minute + second);
  expect(notices[0]?.atMs).toBeLessThan(20 * minute + second);
  expect(sight?.details).toMatch(new RegExp(`paused until ${clockAt(80 * minute)}: misses unless resumed by 01:`));
  expect(result.pace?.decisions.map(({ because }) => because)).toContainEqual(
    expect.stringMatching(/^paused until 02:20:00Z: misses its deadline unless resumed by 01:/),
  );
});

it('a short pause whose end is known makes its deadline all the same, and says so', async () => {
  const sights: Sight[] = [];
  const { result } = await playNight(sandbox, {
    request,
    orders: [
      { atMs: 20 * minute, signal: 'pauseUntil', input: at(30 * minute) },
      lookAt(21 * minute, (seen) => void sights.push(seen)),
    ],
  });
  expect(sights[0]?.details).toContain('paused until 01:30:00Z: makes its deadline all the same');
  expect(result.deadline?.isMet).toBe(true);
});

it('a resumed run, and one with another deadline, is forecast anew at once', async () => {
  const sights: Sight[] = [];
  const see = (sight: Sight): void => void sights.push(sight);
  const { updates, result } = await playNight(sandbox, {
    request,
    orders: [
      { atMs: 45 * minute, signal: 'pause' },
      { atMs: 100 * minute, update: 'extendDeadline', input: { by: 'PT1H' } },
      lookAt(100 * minute + second, see),
      { atMs: 101 * minute, signal: 'resume' },
      lookAt(101 * minute + second, see),
    ],
  });
  expect(updates).toEqual([
    {
      result: expect.objectContaining({ deadline: expect.stringMatching(/^2026-11-24T03:40:00/), outlook: 'on time' }),
    },
  ]);
  expect(sights.map(({ progress }) => outlook(progress.timing))).toEqual(['on time', 'on time']);
  expect(sights[1]?.progress.paused).toBe(false);
  expect(result.deadline?.isMet).toBe(true);
});

it('a run that is being ended at its deadline takes no other one', async () => {
  const { failed, updates } = await playNight(sandbox, {
    request: { deadline: 'PT20M', policy: 'fail' },
    night: { past: [] },
    orders: [
      { atMs: 20 * minute + 100, update: 'extendDeadline', input: { by: 'PT1H' } },
      { atMs: 20 * minute + 150, signal: 'expedite', input: { deadline: 'PT1H' } },
    ],
  });
  expect(failed).toBe('DEADLINE_MISSED');
  expect(updates).toEqual([{ refused: expect.stringContaining('the backup is being ended') }]);
});

it('a deadline that passes before the export, while a host is waited for, ends the run where the policy is fail', async () => {
  const { failed, tookMs, calls } = await playNight(sandbox, {
    request: { deadline: 'PT20M', policy: 'fail' },
    night: { past: [] },
    changes: (_, clock) => ({
      pickHost: async (_order, { signal }) => (await clock.sleep(hour, signal), { host: 'a', taskQueue: 'a' }),
    }),
  });
  expect(failed).toBe('DEADLINE_MISSED');
  expect(tookMs).toBeLessThan(21 * minute);
  expect(calls.map(({ what }) => what)).not.toContain('runExport');
});
