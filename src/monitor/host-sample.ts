import type { HostSample } from '../domain/monitor-sample';
import type { FigureName } from './bpftrace-lines';
import type { DiskCounters } from './disk-counters';
import type { HostReading } from './host-reading';

/** What the host did between two readings, `elapsedMs` apart. */
export function hostSample(before: HostReading, after: HostReading, elapsedMs: number): HostSample {
  const disks = disksBetween(before, after);
  const busiest = disks?.toSorted((a, b) => b.busyMs - a.busyMs)[0];
  return {
    cpuShare: cpuShare(before, after),
    workerCores: (after.worker.cpuUs - before.worker.cpuUs) / 1000 / elapsedMs,
    mainThreadWaitShare: mainThreadWaitShare(before, after, elapsedMs),
    runQueueDelayMs: meanMs(before, after, 'run_queue_us'),
    diskReadBytes: disks ? total(disks.map((disk) => disk.readBytes)) : null,
    diskWrittenBytes: disks ? total(disks.map((disk) => disk.writtenBytes)) : null,
    diskLatencyMs: busiest ? diskLatencyMs(before, after, busiest) : null,
    diskBusyShare: busiest ? share(busiest.busyMs, elapsedMs) : null,
    majorPageFaults: after.worker.majorPageFaults - before.worker.majorPageFaults,
    pageFaults: after.worker.pageFaults - before.worker.pageFaults,
    residentBytes: after.worker.residentBytes,
    availableMemoryBytes: after.availableMemoryBytes,
    outOfMemoryKills: countBetween(before, after, 'out_of_memory_kills'),
    reclaimStalls: countBetween(before, after, 'reclaim_stalls'),
    pressure: pressureBetween(before, after, elapsedMs),
  };
}

/** 0 to 1, whatever the clocks say: counters and clock are not read at the same instant. */
export function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole));
}

function cpuShare(before: HostReading, after: HostReading): number | null {
  if (before.cpu === null || after.cpu === null) return null;
  return share(after.cpu.busy - before.cpu.busy, after.cpu.total - before.cpu.total);
}

function mainThreadWaitShare(before: HostReading, after: HostReading, elapsedMs: number): number | null {
  const [then, now] = [before.worker.mainThreadWaitedUs, after.worker.mainThreadWaitedUs];
  return then === null || now === null ? null : share((now - then) / 1000, elapsedMs);
}

/** Of disks that were there at both moments. */
function disksBetween(before: HostReading, after: HostReading): readonly DiskCounters[] | null {
  if (before.disks === null || after.disks === null) return null;
  const earlier = new Map(before.disks.map((disk) => [disk.device, disk]));
  return after.disks.flatMap((disk) => {
    const base = earlier.get(disk.device);
    return base ? [difference(disk, base)] : [];
  });
}

function difference(now: DiskCounters, before: DiskCounters): DiskCounters {
  const grown = (counter: 'requests' | 'readBytes' | 'writtenBytes' | 'requestMs' | 'busyMs') =>
    Math.max(0, now[counter] - before[counter]);
  return {
    ...now,
    requests: grown('requests'),
    readBytes: grown('readBytes'),
    writtenBytes: grown('writtenBytes'),
    requestMs: grown('requestMs'),
    busyMs: grown('busyMs'),
  };
}

/** At the disk by eBPF; else from the counters, which have the time in the host's queue too. Null without requests. */
function diskLatencyMs(before: HostReading, after: HostReading, disk: DiskCounters): number | null {
  const seen = meanMs(before, after, 'disk_us', disk.device);
  if (seen !== null) return seen;
  return disk.requests === 0 ? null : disk.requestMs / disk.requests;
}

/** Mean of what was measured in microseconds; null where nothing was. */
function meanMs(before: HostReading, after: HostReading, name: FigureName, key = ''): number | null {
  const { count, total } = after.bpftrace.since(before.bpftrace, name, key);
  return count === 0 ? null : total / count / 1000;
}

function countBetween(before: HostReading, after: HostReading, name: FigureName): number | null {
  return after.bpftrace.counts(name) ? after.bpftrace.since(before.bpftrace, name).total : null;
}

function pressureBetween(before: HostReading, after: HostReading, elapsedMs: number): HostSample['pressure'] {
  const [then, now] = [before.pressureUs, after.pressureUs];
  if (then === null || now === null) return null;
  const waited = (what: 'cpu' | 'disk' | 'memory') => share((now[what] - then[what]) / 1000, elapsedMs);
  return { cpu: waited('cpu'), disk: waited('disk'), memory: waited('memory') };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
