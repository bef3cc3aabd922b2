import { cpus } from 'node:os';

/** CPU time of the whole host since it started. */
export interface HostCpu {
  readonly busyMs: number;
  readonly allMs: number;
}

export function readHostCpu(): HostCpu {
  let [busyMs, allMs] = [0, 0];
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    busyMs += all - times.idle;
    allMs += all;
  }
  return { busyMs, allMs };
}

/** 0 to 1, of all cores. */
export const busyShareSince = (before: HostCpu): number => {
  const now = readHostCpu();
  return (now.busyMs - before.busyMs) / Math.max(1, now.allMs - before.allMs);
};
