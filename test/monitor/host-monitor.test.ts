import { setImmediate } from 'node:timers/promises';
import type { MonitorSample } from '../../src/domain/monitor-sample';
import { createHostMonitor, type HostMonitor, type Watch } from '../../src/monitor/host-monitor';
import { waitFor } from '../harness/wait-for';
import { idleLine, idleWork, unreadableLine } from './idle-backup';
import { openTalkingSockets } from './talking-sockets';
import { describeWithBpftrace, isRunning } from './with-bpftrace';

const monitors: HostMonitor[] = [];
afterEach(async () => {
  await Promise.all(monitors.splice(0).map((monitor) => monitor.close()));
});

function newMonitor(options: { readonly bpftrace?: boolean; readonly procRoot?: string } = {}): HostMonitor {
  const monitor = createHostMonitor({ installation: 'TEST', env: process.env, ...options });
  monitors.push(monitor);
  return monitor;
}

interface Watched {
  readonly samples: MonitorSample[];
  readonly watch: Watch;
}

function watchIdle(monitor: HostMonitor, backupId: string): Watched {
  const samples: MonitorSample[] = [];
  const watched = { backupId, lines: { near: unreadableLine }, work: { read: () => idleWork } };
  return { samples, watch: monitor.watch(watched, (sample) => samples.push(sample)) };
}

const total = (samples: readonly MonitorSample[], of: (sample: MonitorSample) => number) =>
  samples.reduce((sum, sample) => sum + of(sample), 0);

describe('a host’s monitor', () => {
  test('gives each backup its own samples, which together cover the time and the counters exactly', async () => {
    const monitor = newMonitor({ bpftrace: false });
    const startedAt = performance.now();
    let sentBytes = 0;
    let readBytes = 0;
    const samples: MonitorSample[] = [];
    const watch = monitor.watch(
      {
        backupId: 'a',
        lines: { near: { read: () => ({ ...idleLine, counters: { ...idleLine.counters, sentBytes } }) } },
        work: { read: () => ({ ...idleWork, readBytes, source: 'local' }) },
      },
      (sample) => samples.push(sample),
    );
    const other = watchIdle(monitor, 'b');
    while (samples.length < 2 || other.samples.length < 2) {
      sentBytes += 1000;
      readBytes += 10;
      await setImmediate();
    }
    const lastAt = performance.now();
    await waitFor('a rest that is worth a sample', () => performance.now() - lastAt > 150);
    await watch.stop();
    const elapsedS = (performance.now() - startedAt) / 1000;
    expect(total(samples, (sample) => sample.regions['near']?.sentBytes ?? 0)).toBe(sentBytes);
    expect(total(samples, ({ work }) => work.readBytes)).toBe(readBytes);
    expect(total(samples, ({ seconds }) => seconds)).toBeLessThanOrEqual(elapsedS);
    expect(samples.every(({ work }) => work.source === 'local')).toBe(true);
    expect(total(other.samples, ({ work }) => work.readBytes)).toBe(0);
    const before = samples.length;
    await waitFor('another sample of the other backup', () => other.samples.length > 3);
    expect(samples).toHaveLength(before);
  });

  test('a late sample says how many seconds it is of', async () => {
    const { samples } = watchIdle(newMonitor({ bpftrace: false }), 'a');
    await waitFor('a first sample', () => samples.length > 0);
    const busyUntil = performance.now() + 2500;
    while (performance.now() < busyUntil);
    await waitFor('the next', () => samples.some(({ seconds }) => seconds >= 2.5));
  });

  test('sees the CPU that this process used', async () => {
    const { samples } = watchIdle(newMonitor({ bpftrace: false }), 'a');
    while (samples.length < 2) await setImmediate();
    const host = samples.at(-1)?.host;
    expect(host?.workerCores).toBeGreaterThan(0);
    expect(host?.residentBytes).toBeGreaterThan(10_000_000);
    if (process.platform === 'linux') expect(host?.mainThreadWaitShare).toBeGreaterThanOrEqual(0);
    expect(host?.runQueueDelayMs).toBeNull();
    expect(host?.outOfMemoryKills).toBeNull();
  });

  test('an error of what is watched, or of who hears of it, loses a sample and nothing else', async () => {
    const monitor = newMonitor({ bpftrace: false });
    const throws = () => {
      throw new Error('broken');
    };
    const broken = monitor.watch({ backupId: 'a', lines: {}, work: { read: throws } }, () => undefined);
    const deaf = monitor.watch({ backupId: 'b', lines: {}, work: { read: () => idleWork } }, throws);
    const { samples } = watchIdle(monitor, 'c');
    await waitFor('a sample of the third', () => samples.length > 0);
    const reasons = [broken, deaf].map((watch) => watch.unavailable().at(-1));
    expect(reasons).toMatchObject([
      { part: 'some samples of a', reason: 'broken' },
      { part: 'some samples of b', reason: 'broken' },
    ]);
    await Promise.all([broken.stop(), deaf.stop()]);
  });

  test('where nothing can be read, samples are of zeros and nulls and say why', async () => {
    const monitor = newMonitor({ bpftrace: false, procRoot: '/nowhere' });
    const { samples, watch } = watchIdle(monitor, 'a');
    await waitFor('a sample', () => samples.length > 0);
    expect(samples[0]?.host).toMatchObject({ cpuShare: null, diskBusyShare: null, pressure: null });
    expect(samples[0]?.regions['near']).toMatchObject({ sentBytes: 0, roundTripMs: null, connections: 0 });
    expect(watch.unavailable().map(({ part }) => part)).toEqual([
      'CPU of the host',
      'disk throughput',
      'available memory',
      'pressure',
      'sockets to near',
    ]);
  });
});

describeWithBpftrace('a host’s monitor with bpftrace', () => {
  test('runs one bpftrace for several backups, until the last is stopped', async () => {
    const monitor = newMonitor();
    expect(monitor.bpftracePid).toBeUndefined();
    const [first, second] = [watchIdle(monitor, 'a'), watchIdle(monitor, 'b')];
    await waitFor('figures in both', () =>
      [first, second].every(({ samples }) => samples.some(({ host }) => host.runQueueDelayMs !== null)),
    );
    const pid = await waitFor('bpftrace', () => monitor.bpftracePid);
    await first.watch.stop();
    expect(monitor.bpftracePid).toBe(pid);
    await second.watch.stop();
    expect(monitor.bpftracePid).toBeUndefined();
    expect(isRunning(pid)).toBe(false);
    // Whatever the number: another test has processes of this host killed.
    expect(first.samples.at(-1)?.host.outOfMemoryKills).not.toBeNull();
  });

  test('a watch that begins while the last one ends has a bpftrace of its own', async () => {
    const monitor = newMonitor();
    const first = watchIdle(monitor, 'a');
    await waitFor('bpftrace', () => monitor.bpftracePid);
    const stopped = first.watch.stop();
    const second = watchIdle(monitor, 'b');
    await stopped;
    await waitFor('figures', () => second.samples.some(({ host }) => host.runQueueDelayMs !== null));
  });

  test('a region whose sockets cannot be read has the bytes and round trip that bpftrace saw of its peers', async () => {
    const monitor = newMonitor();
    const sockets = await openTalkingSockets('::1');
    const samples: MonitorSample[] = [];
    const regionOfPeer = (address: string, port: number) =>
      address === '::1' && port === sockets.port ? 'near' : undefined;
    const lines = { near: unreadableLine, far: unreadableLine };
    monitor.watch({ backupId: 'a', lines, regionOfPeer, work: { read: () => idleWork } }, (sample) =>
      samples.push(sample),
    );
    await waitFor('bpftrace’s figures', () => samples.some(({ host }) => host.runQueueDelayMs !== null));
    await sockets.send(2_000_000);
    const near = (sample: MonitorSample) => sample.regions['near']?.sentBytes ?? 0;
    await waitFor('the bytes', () => total(samples, near) >= 2_000_000);
    expect(total(samples, near)).toBe(2_000_000);
    // Another program's figure: its second may end after that of the bytes.
    await waitFor('the round trip', () => samples.some(({ regions }) => (regions['near']?.roundTripMs ?? 0) > 0));
    expect(samples.at(-1)?.regions['near']?.retransmits).toBe(0);
    expect(total(samples, (sample) => sample.regions['far']?.sentBytes ?? 0)).toBe(0);
    await sockets.close();
  });
});
