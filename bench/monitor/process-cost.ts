import { readdirSync, readFileSync } from 'node:fs';

/** What a bpftrace process has cost since it began. */
export interface ProcessCost {
  readonly cpuMs: number;
  /** Of its programs, in whatever process they ran; counted while kernel.bpf_stats_enabled is 1. */
  readonly programsMs: number;
  readonly residentBytes: number;
}

const ticksPerSecond = 100;

export function processCost(pid: number): ProcessCost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return {
    cpuMs: (ticks * 1000) / ticksPerSecond,
    programsMs: programsMs(pid),
    residentBytes: Number(resident) * 1024,
  };
}

/** A program that is attached to several events has a descriptor once: each is counted by its id. */
function programsMs(pid: number): number {
  const folder = `/proc/${pid}/fdinfo`;
  const times = new Map<string, number>();
  for (const descriptor of readdirSync(folder)) {
    const info = readFileSync(`${folder}/${descriptor}`, 'utf8');
    const id = /^prog_id:\s+(\d+)$/m.exec(info)?.[1];
    if (id !== undefined) times.set(id, Number(/^run_time_ns:\s+(\d+)$/m.exec(info)?.[1] ?? 0) / 1e6);
  }
  return [...times.values()].reduce((sum, ms) => sum + ms, 0);
}
