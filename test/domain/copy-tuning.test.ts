import { bottlenecks, type Bottleneck } from '../../src/domain/bottleneck';
import {
  copyTuning,
  describeChange,
  describeTuning,
  exportWorkers,
  wantsSecondHost,
  type CopyTuning,
} from '../../src/domain/copy-tuning';

const tuned = (pace: 'steady' | 'expedited', bottleneck: Bottleneck | null): CopyTuning =>
  copyTuning({ pace, configuredLevel: 2, bottleneck, leaveOut: [] });

describe('in a hurry', () => {
  it.each<[Bottleneck | null, number, number, number]>([
    // bottleneck, reading sessions, workers of 4, hosts
    [null, 6, 8, 2],
    ['cpu', 6, 8, 2],
    ['memory', 6, 8, 2],
    ['link', 6, 8, 1],
    ['loss', 6, 8, 1],
    ['receiver', 6, 8, 1],
    ['own-limit', 6, 8, 2],
    ['database', 6, 4, 1],
    ['disk', 3, 8, 2],
  ])('held back by %s: %i reading sessions, %i workers, %i hosts', (bottleneck, sessions, ...most) => {
    const { compressionLevel, readingSessions, keepsBandwidth } = tuned('expedited', bottleneck);
    expect([compressionLevel, readingSessions, keepsBandwidth]).toEqual([2, sessions, false]);
    const hosts = wantsSecondHost('expedited', { first: bottleneck, second: null }) ? 2 : 1;
    expect([exportWorkers('expedited', 4, bottleneck), hosts]).toEqual(most);
  });

  it.each<[Bottleneck, Bottleneck, boolean]>([
    ['cpu', 'link', false],
    ['cpu', 'database', false],
    ['link', 'cpu', true],
    ['database', 'cpu', false],
    ['cpu', 'own-limit', true],
  ])('the first held back by %s, the second by %s: a second host helps: %s', (first, second, helps) => {
    expect(wantsSecondHost('expedited', { first, second })).toBe(helps);
  });

  it('no region is waited for as long as at the steady pace', () => {
    expect(tuned('expedited', null).patienceMs).toBeLessThan(tuned('steady', null).patienceMs);
  });

  it('the compression level is the one that was chosen, and at the steady pace the configured one', () => {
    const question = { configuredLevel: 1, hurriedLevel: 3, bottleneck: null, leaveOut: [] } as const;
    expect(copyTuning({ ...question, pace: 'expedited' }).compressionLevel).toBe(3);
    expect(copyTuning({ ...question, pace: 'steady' }).compressionLevel).toBe(1);
  });

  it('an edition without parallel export keeps its one worker', () => {
    expect(exportWorkers('expedited', 1, null)).toBe(1);
  });
});

it.each(bottlenecks)('at the steady pace nothing follows from %s', (bottleneck) => {
  expect(tuned('steady', bottleneck)).toEqual(tuned('steady', null));
  expect(exportWorkers('steady', 4, bottleneck)).toBe(4);
  expect(wantsSecondHost('steady', { first: bottleneck, second: null })).toBe(false);
});

it('a change is told in words with what the level follows from, and no change in none', () => {
  const before = tuned('expedited', 'link');
  const now = { ...before, compressionLevel: 3, readingSessions: 3 };
  expect(describeChange(before, now, 'a sample got 6 % smaller')).toEqual([
    'compression level 3 (a sample got 6 % smaller)',
    '3 reading sessions',
  ]);
  expect(describeChange(before, tuned('expedited', 'loss'))).toEqual([]);
  expect(describeTuning(before).join(', ')).toBe(
    '6 reading sessions, 2 times the connections, the regions’ bandwidth not kept to, compression level 2',
  );
});
