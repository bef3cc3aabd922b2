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
  it.each<[Bottleneck | null, number, number, number, number]>([
    // bottleneck, compression level, reading sessions, workers of 4, hosts
    [null, 2, 6, 8, 2],
    ['cpu', 1, 6, 8, 2],
    ['memory', 1, 6, 8, 2],
    ['link', 3, 6, 8, 1],
    ['loss', 3, 6, 8, 1],
    ['receiver', 3, 6, 8, 1],
    ['own-limit', 3, 6, 8, 2],
    ['database', 2, 6, 4, 1],
    ['disk', 2, 3, 8, 2],
  ])('held back by %s: level %i, %i reading sessions, %i workers, %i hosts', (bottleneck, level, sessions, ...most) => {
    const { compressionLevel, readingSessions, keepsBandwidth } = tuned('expedited', bottleneck);
    expect([compressionLevel, readingSessions, keepsBandwidth]).toEqual([level, sessions, false]);
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

  it('the level that a slow line asked for stays when something else is named', () => {
    const question = { pace: 'expedited', configuredLevel: 1, levelNow: 3, leaveOut: [] } as const;
    expect(copyTuning({ ...question, bottleneck: 'database' }).compressionLevel).toBe(3);
    expect(copyTuning({ ...question, bottleneck: 'cpu' }).compressionLevel).toBe(1);
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

it('a change is told in words, and no change in none', () => {
  expect(describeChange(tuned('expedited', 'cpu'), tuned('expedited', 'disk'))).toEqual([
    'compression level 2',
    '3 reading sessions',
  ]);
  expect(describeChange(tuned('expedited', 'link'), tuned('expedited', 'loss'))).toEqual([]);
  expect(describeTuning(tuned('expedited', 'link')).join(', ')).toBe(
    '6 reading sessions, 2 times the connections, the regions’ bandwidth not kept to, compression level 3',
  );
});
