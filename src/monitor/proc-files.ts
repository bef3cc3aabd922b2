/** Parsers of /proc's files: text in, counters out; null where the text is not what proc(5) says. */

export interface CpuTicks {
  readonly busy: number;
  readonly total: number;
}

/** /proc/stat, all cores together. Guests are part of user time; waiting for a disk is idle. */
export function parseCpuTicks(stat: string): CpuTicks | null {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').slice(0, 8).map(Number) ?? [];
  const [, , , idle, waiting = 0] = fields;
  if (idle === undefined) return null;
  const total = fields.reduce((sum, ticks) => sum + ticks, 0);
  return { total, busy: total - idle - waiting };
}

/** /proc/meminfo: what programs can still get without swapping. */
export function parseAvailableMemory(meminfo: string): number | null {
  const kibibytes = /^MemAvailable: +(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** /proc/pressure/*: microseconds in which some task waited, since boot. */
export function parsePressure(pressure: string): number | null {
  const total = /^some .*\btotal=(\d+)$/m.exec(pressure)?.[1];
  return total === undefined ? null : Number(total);
}

/** /proc/PID/schedstat: microseconds in which the thread could have run and had no core, since it began. */
export function parseRunQueueWait(schedstat: string): number | null {
  const waitedNs = /^\d+ (\d+) \d+$/m.exec(schedstat)?.[1];
  return waitedNs === undefined ? null : Number(waitedNs) / 1000;
}
