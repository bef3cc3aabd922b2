import { BpftraceFigures } from './bpftrace-figures';
import type { KernelPlace } from './bpftrace-obstacles';
import { loadPrograms } from './bpftrace-programs';
import { readHost, unreadParts } from './host-reading';
import { sortPrograms } from './usable-programs';

/** A part of the monitoring: to be had on this host, or why not and how to get it. */
export interface MonitorCapability {
  readonly part: string;
  readonly available: boolean;
  readonly reason?: string;
  readonly remedy?: string;
}

/** The parts that need no rights, then bpftrace's. Looks at files only: bpftrace is not started. */
export function monitorCapabilities(place: KernelPlace): readonly MonitorCapability[] {
  const programs = loadPrograms();
  const { lost } = sortPrograms(programs, place);
  return [
    ...hostCapabilities(place.procRoot),
    ...programs.map((program) => {
      const obstacle = lost.find((other) => other.program === program);
      return obstacle
        ? { part: `eBPF: ${program.part}`, available: false, reason: obstacle.reason, remedy: obstacle.remedy }
        : { part: `eBPF: ${program.part}`, available: true };
    }),
  ];
}

function hostCapabilities(procRoot: string): readonly MonitorCapability[] {
  const unread = unreadParts(readHost(procRoot, new BpftraceFigures()));
  return ['CPU of the host', 'disk throughput', 'available memory', 'pressure'].map((part) => {
    const missing = unread.find((other) => other.part === part);
    return missing ? { ...missing, available: false } : { part, available: true };
  });
}
