import { createLaneSlots, whyNotHere } from '../../activities/hosts';

const lanesAt = (clock: { nowMs: number }) =>
  createLaneSlots({ host: 'a', taskQueue: 'redoubt@a', slots: 2, now: () => clock.nowMs });

it('a host grants as many lanes as it has, and one backup only one', () => {
  const lanes = lanesAt({ nowMs: 0 });
  expect([lanes.claim('b1'), lanes.claim('b1'), lanes.claim('b2'), lanes.claim('b3')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

it('a lane is free moments after its backup’s last batch, and taken while one runs', async () => {
  const clock = { nowMs: 0 };
  const lanes = lanesAt(clock);
  lanes.claim('b1');
  lanes.claim('b2');
  let finish = (): void => undefined;
  const batch = lanes.runBatch('b1', () => new Promise<void>((resolve) => (finish = resolve)));
  clock.nowMs += 3_600_000;
  expect([lanes.claim('b3'), lanes.claim('b4')]).toEqual([true, false]); // b2 never came; b1 still runs
  finish();
  await batch;
  clock.nowMs += 4_000;
  expect(lanes.claim('b4')).toBe(true);
});

it('a batch that fails gives its lane back too', async () => {
  const clock = { nowMs: 0 };
  const lanes = lanesAt(clock);
  await expect(lanes.runBatch('b1', () => Promise.reject(new Error('read failed')))).rejects.toThrow('read failed');
  clock.nowMs += 4_000;
  expect([lanes.claim('b2'), lanes.claim('b3')]).toEqual([true, true]);
});

it('a host that was just lost refuses twenty tries, and then answers where nobody else has', () => {
  const refuses = (attempt: number, claim: object): boolean =>
    whyNotHere({ backupId: 'b1', ...claim }, 'a', attempt) !== undefined;
  expect([1, 20, 21].map((attempt) => refuses(attempt, { avoid: 'a' }))).toEqual([true, true, false]);
  expect([1, 21].map((attempt) => refuses(attempt, { avoid: 'b' }))).toEqual([false, false]);
  expect([1, 21].map((attempt) => refuses(attempt, { not: 'a' }))).toEqual([true, true]);
});
