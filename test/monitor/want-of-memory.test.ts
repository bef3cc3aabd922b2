import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitsLack } from '../../bench/bottlenecks/limits';
import type { MonitorSample } from '../../src/domain/monitor-sample';
import type { WorkCounters } from '../../src/domain/work-counters';
import { nameBottleneck, windowSeconds } from '../../src/monitor/bottleneck-rules';
import { createHostMonitor } from '../../src/monitor/host-monitor';
import { waitFor } from '../harness/wait-for';
import { idleWork } from './idle-backup';
import { startFileReader, startGreedyProcess, type MemoryEater } from './memory-eaters';
import { describeWithBpftrace } from './with-bpftrace';

const folder = mkdtempSync(join(tmpdir(), 'redoubt-memory-'));
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).toReversed()) await each();
});
afterAll(() => rmSync(folder, { recursive: true }));

const lack = limitsLack('memory');
const describeLimited = lack === undefined ? describeWithBpftrace : describe.skip;
const why = lack === undefined ? '' : ` (skipped: ${lack})`;

/** Four parts in flight all the time, two of which are being sent: nothing in it to be blamed. */
function busyWork(startedAt: number): WorkCounters {
  const elapsedMs = performance.now() - startedAt;
  return {
    ...idleWork,
    partMs: 4 * elapsedMs,
    stagePartMs: { read: elapsedMs, compress: elapsedMs, encrypt: 0, hash: 0, send: 2 * elapsedMs },
  };
}

/** The samples of a monitor that watches this process, or the given one. */
function samplesOf(pid = process.pid): readonly MonitorSample[] {
  const samples: MonitorSample[] = [];
  const monitor = createHostMonitor({ installation: 'TEST', env: process.env, pid });
  undo.push(() => monitor.close());
  const startedAt = performance.now();
  monitor.watch({ backupId: 'a', lines: {}, work: { read: () => busyWork(startedAt) } }, (sample) =>
    samples.push(sample),
  );
  return samples;
}

function opened(eater: MemoryEater): MemoryEater {
  undo.push(() => eater.close());
  return eater;
}

const total = (samples: readonly MonitorSample[], of: (host: MonitorSample['host']) => number | null): number =>
  samples.reduce((sum, { host }) => sum + (of(host) ?? 0), 0);

describeLimited(`want of memory${why}`, () => {
  test('a process that the kernel kills for it is counted, and named as the bottleneck', async () => {
    const samples = samplesOf();
    const eater = opened(startGreedyProcess());
    await waitFor('kills to be counted', () => samples.some(({ host }) => host.outOfMemoryKills === 0));
    eater.eat();
    expect(await eater.ended()).toBe('SIGKILL');
    await waitFor('the kill', () => total(samples, ({ outOfMemoryKills }) => outOfMemoryKills) > 0);
    const { bottleneck, evidence, advice } = nameBottleneck(samples.slice(-windowSeconds)) ?? {};
    expect(bottleneck).toBe('memory');
    expect(evidence).toMatch(/^the kernel killed \d+ process\(es\) for want of memory/);
    expect(advice).toContain('MemoryMax=');
  });

  test('a process that reads more files than its cgroup may hold is seen to reclaim', async () => {
    const eater = opened(startFileReader(join(folder, 'file')));
    const samples = samplesOf(eater.pid);
    await waitFor('reclaims to be counted', () => samples.some(({ host }) => host.reclaimStalls === 0));
    expect(total(samples, ({ reclaimStalls }) => reclaimStalls)).toBe(0);
    eater.eat();
    // One would be chance: each block that is read needs room for its pages.
    await waitFor('reclaims', () => total(samples, ({ reclaimStalls }) => reclaimStalls) > 100);
  });
});
