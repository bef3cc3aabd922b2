import { join } from 'node:path';
import type { UnavailablePart } from '../domain/bottleneck';
import type { BpftraceFigures } from './bpftrace-figures';
import { parseDisks, type DiskCounters } from './disk-counters';
import { parseAvailableMemory, parseCpuTicks, parsePressure, parseRunQueueWait, type CpuTicks } from './proc-files';
import { readText } from './read-text';

/** The host's counters at one moment, since boot or since our process's start. Null: not to be had here. */
export interface HostReading {
  readonly cpu: CpuTicks | null;
  readonly disks: readonly DiskCounters[] | null;
  readonly availableMemoryBytes: number | null;
  /** Microseconds in which some task waited. */
  readonly pressureUs: { readonly cpu: number; readonly disk: number; readonly memory: number } | null;
  readonly worker: {
    readonly cpuUs: number;
    /** The main thread's time in the run queue, since it began. */
    readonly mainThreadWaitedUs: number | null;
    readonly majorPageFaults: number;
    readonly pageFaults: number;
    readonly residentBytes: number;
  };
  readonly bpftrace: BpftraceFigures;
}

/** Reads what needs no rights, all within a fraction of a millisecond. `procRoot` is /proc but in tests. */
export function readHost(procRoot: string, bpftrace: BpftraceFigures): HostReading {
  const parse = <T>(file: string, parser: (text: string) => T): T | null => {
    const text = readText(join(procRoot, file));
    return text === undefined ? null : parser(text);
  };
  const [cpu, disk, memory] = ['cpu', 'io', 'memory'].map((name) => parse(join('pressure', name), parsePressure));
  return {
    cpu: parse('stat', parseCpuTicks),
    disks: parse('diskstats', parseDisks),
    availableMemoryBytes: parse('meminfo', parseAvailableMemory),
    pressureUs: cpu != null && disk != null && memory != null ? { cpu, disk, memory } : null,
    worker: { ...readWorker(), mainThreadWaitedUs: parse('self/schedstat', parseRunQueueWait) },
    bpftrace,
  };
}

function readWorker(): Omit<HostReading['worker'], 'mainThreadWaitedUs'> {
  const { userCPUTime, systemCPUTime, majorPageFault, minorPageFault } = process.resourceUsage();
  return {
    cpuUs: userCPUTime + systemCPUTime,
    majorPageFaults: majorPageFault,
    pageFaults: majorPageFault + minorPageFault,
    residentBytes: process.memoryUsage.rss(),
  };
}

/** What is missing of it, and how to get it. */
export function unreadParts(reading: HostReading): readonly UnavailablePart[] {
  const remedy = 'run the worker on Linux, with /proc readable';
  const parts: UnavailablePart[] = [];
  if (reading.cpu === null) parts.push({ part: 'CPU of the host', reason: '/proc/stat cannot be read', remedy });
  if (reading.disks === null) parts.push({ part: 'disk throughput', reason: '/proc/diskstats cannot be read', remedy });
  if (reading.availableMemoryBytes === null)
    parts.push({ part: 'available memory', reason: '/proc/meminfo cannot be read', remedy });
  if (reading.pressureUs === null)
    parts.push({
      part: 'pressure',
      reason: '/proc/pressure cannot be read',
      remedy: 'use Linux 4.20 or later with CONFIG_PSI; some distributions need the boot parameter psi=1',
    });
  return parts;
}
