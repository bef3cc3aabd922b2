import { describeFindings } from '../../src/domain/describe-monitor';
import { keptSeries, mergeFindings } from '../../src/domain/monitor-news';
import { findings } from '../workflows/scripted-activities';

const seen = (host: string, seconds: number, activeSeconds: number) => ({ ...findings, host, seconds, activeSeconds });

it('one host’s findings are the backup’s', () => {
  expect(mergeFindings([findings])).toBe(findings);
  expect(mergeFindings([])).toBeNull();
});

it('a host that was watched twice counts once: the second watch went on with the first', () => {
  expect(mergeFindings([seen('a', 40, 30), seen('a', 60, 50)])).toMatchObject({ seconds: 60, activeSeconds: 50 });
});

it('several hosts’ shares count by the time that each saw parts move, and the series is that of who saw most', () => {
  const other = {
    ...seen('b', 100, 150),
    shares: [{ bottleneck: 'cpu' as const, share: 1 }],
    series: { key: 'manifests/b', sha256: 'cd'.repeat(32), sizeBytes: 1, samples: 100 },
  };
  const merged = mergeFindings([seen('a', 60, 50), other]);
  expect(merged).toMatchObject({ host: 'b', seconds: 160, activeSeconds: 200, series: other.series });
  expect(merged?.shares).toEqual([
    { bottleneck: 'cpu', share: 0.75 },
    { bottleneck: 'link', region: 'stockholm', share: expect.closeTo(0.2) },
    { bottleneck: 'none', share: expect.closeTo(0.05) },
  ]);
  expect(merged?.hosts).toEqual([other, seen('a', 60, 50)]);
  expect(merged?.unavailable).toEqual([]);
});

it('what a host could not see, and a series that it did not give, is said with its name', () => {
  const unavailable = [{ part: 'eBPF', reason: 'bpftrace is not in PATH', remedy: 'install it' }];
  const merged = mergeFindings([seen('a', 60, 50), { ...seen('b', 20, 10), unavailable, series: null }]);
  expect(merged?.unavailable.map(({ part }) => part)).toEqual(['eBPF on b', 'the series of b']);
});

it('a manifest names the series of each host', () => {
  const [ofA, ofB] = [seen('a', 60, 50), seen('b', 20, 10)];
  expect(keptSeries(mergeFindings([ofA, ofB]))).toEqual([ofA.series, ofB.series]);
  expect(keptSeries(mergeFindings([ofA]))).toEqual([ofA.series]);
  expect(keptSeries({ ...ofA, series: null })).toEqual([]);
  expect(keptSeries(null)).toEqual([]);
});

it('in words, each host has its shares, and all of them come first', () => {
  const idle = { ...seen('b', 20, 0), shares: [] };
  const merged = mergeFindings([seen('a', 60, 50), idle]);
  expect(merged && describeFindings(merged).slice(0, 3)).toEqual([
    'held back by: a full line to stockholm 80 %, nothing in particular 20 % of the time',
    '  a: a full line to stockholm 80 %, nothing in particular 20 %',
    '  b: copied nothing',
  ]);
});
