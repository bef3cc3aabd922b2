import { BpftraceFigures } from '../../src/monitor/bpftrace-figures';
import type { DiskCounters } from '../../src/monitor/disk-counters';
import type { HostReading } from '../../src/monitor/host-reading';
import { hostSample } from '../../src/monitor/host-sample';
import { socketSample, socketSampleOfPeers } from '../../src/monitor/line-sample';
import { regionWork, workSample } from '../../src/monitor/work-sample';
import { idleLine, idleWork } from './idle-backup';

const disk = (name: string, device: string, more: Partial<DiskCounters> = {}): DiskCounters => ({
  name,
  device,
  requests: 0,
  readBytes: 0,
  writtenBytes: 0,
  requestMs: 0,
  busyMs: 0,
  ...more,
});

const quiet: HostReading = {
  cpu: { busy: 0, total: 0 },
  disks: [disk('sda', '8'), disk('sdb', '9')],
  availableMemoryBytes: 1,
  pressureUs: { cpu: 0, disk: 0, memory: 0 },
  worker: { cpuUs: 0, mainThreadWaitedUs: 0, majorPageFaults: 0, pageFaults: 0, residentBytes: 0 },
  bpftrace: new BpftraceFigures(),
};

describe('a sample of the host', () => {
  test('is what the counters grew by, as shares of the time that has passed', () => {
    const after: HostReading = {
      ...quiet,
      cpu: { busy: 150, total: 400 },
      pressureUs: { cpu: 500_000, disk: 1_000_000, memory: 9_000_000 },
      worker: { cpuUs: 3_000_000, mainThreadWaitedUs: 500_000, majorPageFaults: 2, pageFaults: 50, residentBytes: 7 },
    };
    expect(hostSample(quiet, after, 2000)).toMatchObject({
      cpuShare: 0.375,
      workerCores: 1.5,
      mainThreadWaitShare: 0.25,
      majorPageFaults: 2,
      pageFaults: 50,
      residentBytes: 7,
      pressure: { cpu: 0.25, disk: 0.5, memory: 1 },
    });
  });

  test('has the bytes of all disks, and time and latency of the busiest', () => {
    const after = [
      disk('sda', '8', { readBytes: 10, busyMs: 100, requests: 1, requestMs: 90 }),
      disk('sdb', '9', { readBytes: 5, writtenBytes: 3, busyMs: 900, requests: 4, requestMs: 1200 }),
      disk('sdc', '10', { readBytes: 1e9, busyMs: 1e9 }),
    ];
    expect(hostSample(quiet, { ...quiet, disks: after }, 1000)).toMatchObject({
      diskReadBytes: 15,
      diskWrittenBytes: 3,
      diskBusyShare: 0.9,
      diskLatencyMs: 300,
    });
  });

  test('has the latency at the disk itself where bpftrace measured it', () => {
    const bpftrace = new BpftraceFigures()
      .plus('disk_us', new Map([['9', { count: 4, total: 20_000 }]]))
      .plus('run_queue_us', new Map([['', { count: 10, total: 60_000 }]]));
    const disks = [disk('sda', '8'), disk('sdb', '9', { busyMs: 900, requests: 4, requestMs: 1200 })];
    expect(hostSample(quiet, { ...quiet, disks, bpftrace }, 1000)).toMatchObject({
      diskLatencyMs: 5,
      runQueueDelayMs: 6,
      outOfMemoryKills: null,
    });
  });

  test('without requests there is no latency, and without counters there are nulls', () => {
    expect(hostSample(quiet, quiet, 1000).diskLatencyMs).toBeNull();
    const nothing: HostReading = { ...quiet, cpu: null, disks: null, pressureUs: null, availableMemoryBytes: null };
    expect(hostSample(nothing, nothing, 1000)).toMatchObject({
      cpuShare: null,
      diskReadBytes: null,
      diskBusyShare: null,
      pressure: null,
    });
  });
});

describe('a sample of a region’s sockets', () => {
  test('has times as shares of those of the sockets that were open on average', () => {
    const after = {
      counters: { ...idleLine.counters, sentBytes: 9, busyMs: 2000, receiverLimitedMs: 1000, sendBufferLimitedMs: 500 },
      state: { ...idleLine.state, connections: 8, roundTripMs: 80 },
    };
    expect(socketSample(idleLine, after, 1000)).toMatchObject({
      sentBytes: 9,
      connections: 8,
      roundTripMs: 80,
      busyShare: 0.5,
      receiverLimitedShare: 0.25,
      sendBufferLimitedShare: 0.125,
    });
  });

  test('is of zeros where nobody sees them', () => {
    expect(socketSampleOfPeers(undefined)).toMatchObject({ sentBytes: 0, connections: 0, roundTripMs: null });
    expect(socketSample(idleLine, idleLine, 1000).busyShare).toBe(0);
  });
});

describe('a sample of a backup’s work', () => {
  test('has parts in each stage and PUTs as means over the time', () => {
    const after = {
      ...idleWork,
      stagePartMs: { ...idleWork.stagePartMs, compress: 3000, send: 500 },
      waitingPartMs: 250,
      partMs: 4000,
      readBytes: 12,
      putMsByRegion: { near: 1500 },
      storedBytesByRegion: { near: 77 },
      source: 'database' as const,
    };
    expect(workSample(idleWork, after, 500)).toEqual({
      inStage: { read: 0, compress: 6, encrypt: 0, hash: 0, send: 1 },
      waitingForThread: 0.5,
      parts: 8,
      source: 'database',
      readBytes: 12,
      sealedBytes: 0,
    });
    expect(regionWork(idleWork, after, 'near', 500)).toEqual({ puts: 3, storedBytes: 77 });
    expect(regionWork(idleWork, after, 'far', 500)).toEqual({ puts: 0, storedBytes: 0 });
  });
});
