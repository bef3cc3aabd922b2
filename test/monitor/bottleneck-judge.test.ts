import * as fc from 'fast-check';
import type { MonitorSample } from '../../src/domain/monitor-sample';
import { BottleneckJudge, type VerdictChange } from '../../src/monitor/bottleneck-judge';
import { arbitrarySample } from './arbitrary-sample';
import { lasting, sampleOf, workHeld } from './example-sample';

const slowDatabase = sampleOf({ work: workHeld({ read: 3.8 }) });
const slowCpu = sampleOf({ work: workHeld({ compress: 3.8 }) });
const idle = sampleOf({ work: workHeld({}) });

/** Puts stretches of samples one behind the other, a second each. */
function story(...stretches: readonly (readonly [MonitorSample, number])[]): readonly MonitorSample[] {
  const start = Date.UTC(2026, 10, 23);
  return stretches
    .flatMap(([sample, seconds]) => lasting(sample, seconds))
    .map((sample, i) => ({ ...sample, at: start + (i + 1) * 1000 }));
}

function judge(samples: readonly MonitorSample[], settings = {}) {
  const judged = new BottleneckJudge(settings);
  const changes = samples
    .map((sample) => judged.add(sample))
    .filter((change): change is VerdictChange => change !== undefined);
  return { judged, changes, named: changes.map(({ verdict }) => verdict?.bottleneck ?? 'none') };
}

test('a change is reported once it has held, and dated from when it began', () => {
  const { changes } = judge(story([slowDatabase, 20], [slowCpu, 20]));
  expect(changes).toMatchObject([{ verdict: { bottleneck: 'database' } }, { verdict: { bottleneck: 'cpu' } }]);
  expect(changes[0]?.at).toBe(Date.UTC(2026, 10, 23));
  // The window of five seconds is mostly the new story's after two to three of them.
  expect(((changes[1]?.at ?? 0) - Date.UTC(2026, 10, 23)) / 1000).toBeGreaterThanOrEqual(20);
  expect(((changes[1]?.at ?? 0) - Date.UTC(2026, 10, 23)) / 1000).toBeLessThanOrEqual(23);
});

test('what passes in a few seconds is not reported', () => {
  expect(judge(story([slowDatabase, 20], [slowCpu, 4], [slowDatabase, 20])).named).toEqual(['database']);
});

test('the end of the copying is a change to none', () => {
  expect(judge(story([slowDatabase, 20], [idle, 20])).named).toEqual(['database', 'none']);
});

test('changes over the bound are only counted, and the sums go on', () => {
  const back: readonly (readonly [MonitorSample, number])[] = Array.from({ length: 10 }, (_, i) => [
    i % 2 === 0 ? slowDatabase : slowCpu,
    15,
  ]);
  const { judged, changes } = judge(story(...back), { maxChanges: 3 });
  expect(changes).toHaveLength(3);
  expect(judged.unreportedChanges).toBe(7);
  expect(judged.current?.bottleneck).toBe('cpu');
  expect(judged.findings().activeSeconds).toBe(150);
});

test('findings give the shares of the active time, largest first, and the longest in its last words', () => {
  const { judged } = judge(story([idle, 10], [slowDatabase, 30], [slowCpu, 10], [idle, 10]));
  const findings = judged.findings();
  expect(findings).toMatchObject({
    seconds: 60,
    activeSeconds: 40,
    shares: [{ bottleneck: 'database' }, { bottleneck: 'cpu' }],
    main: { bottleneck: 'database', evidence: expect.stringContaining('being read') },
  });
  expect(findings.shares[0]?.share).toBeGreaterThan(0.7);
});

test('a backup that copied nothing has no shares and no main bottleneck', () => {
  const { judged } = judge(story([idle, 10]));
  expect(judged.findings()).toEqual({ seconds: 10, activeSeconds: 0, shares: [], main: null });
});

test('whatever the samples: shares add up to 1, and no more changes are reported than asked for', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySample, { maxLength: 40 }), (samples) => {
      const { judged, changes } = judge(samples, { maxChanges: 2, holdSeconds: 1 });
      const { shares, seconds, activeSeconds } = judged.findings();
      expect(changes.length).toBeLessThanOrEqual(2);
      expect(activeSeconds).toBeLessThanOrEqual(seconds);
      if (activeSeconds > 0) expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      else expect(shares).toEqual([]);
    }),
  );
});
