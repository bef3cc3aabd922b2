import { bottlenecks, type Bottleneck } from '../../src/domain/bottleneck';
import { copyTuning, describeChange, exportWorkers, type CopyTuning } from '../../src/domain/copy-tuning';

const tuned = (pace: 'steady' | 'expedited', bottleneck: Bottleneck | null): CopyTuning =>
  copyTuning({ pace, configuredLevel: 2, bottleneck, leaveOut: [] });

describe('in a hurry', () => {
  it.each<[Bottleneck | null, number, number, number]>([
    // bottleneck, compression level, reading sessions, workers of 4
    [null, 2, 6, 8],
    ['cpu', 1, 6, 8],
    ['memory', 1, 6, 8],
    ['link', 3, 6, 8],
    ['loss', 3, 6, 8],
    ['receiver', 3, 6, 8],
    ['own-limit', 3, 6, 8],
    ['database', 2, 3, 4],
    ['disk', 2, 3, 8],
  ])('held back by %s: level %i, %i reading sessions, %i workers', (bottleneck, level, sessions, workers) => {
    const { compressionLevel, readingSessions, keepsBandwidth } = tuned('expedited', bottleneck);
    expect([compressionLevel, readingSessions, keepsBandwidth]).toEqual([level, sessions, false]);
    expect(exportWorkers('expedited', 4, bottleneck)).toBe(workers);
  });

  it('an edition without parallel export keeps its one worker', () => {
    expect(exportWorkers('expedited', 1, null)).toBe(1);
  });
});

it.each(bottlenecks)('at the steady pace nothing follows from %s', (bottleneck) => {
  expect(tuned('steady', bottleneck)).toEqual(tuned('steady', null));
  expect(exportWorkers('steady', 4, bottleneck)).toBe(4);
});

it('a change is told in words, and no change in none', () => {
  expect(describeChange(tuned('expedited', 'cpu'), tuned('expedited', 'database'))).toEqual([
    'compression level 2',
    '3 reading sessions',
  ]);
  expect(describeChange(tuned('expedited', 'link'), tuned('expedited', 'loss'))).toEqual([]);
});
