import type { BpftraceEnd } from './bpftrace-process';
import type { Obstacle } from './bpftrace-obstacles';

/** What bpftrace prints on every host, and what it repeats from its headers. */
const noise = /RLIMIT_MEMLOCK|^\s*$|^\s+\d* *\||^[~^ ]+$/;

/** Why a bpftrace ended that nobody stopped, in one line for people. */
export function describeEnd({ code, signal, stderr }: BpftraceEnd): string {
  const how = signal ? `was ended by ${signal}` : code === null ? 'could not be started' : `ended with code ${code}`;
  const said = stderr
    .split('\n')
    .filter((line) => !noise.test(line))
    .slice(0, 2)
    .join(' ')
    .slice(0, 200);
  return said === '' ? `bpftrace ${how}` : `bpftrace ${how}: ${said}`;
}

/** For a bpftrace that does not start, whatever it is given. */
export function startObstacle(end: BpftraceEnd): Obstacle {
  return {
    reason: describeEnd(end),
    remedy: 'run `bpftrace -e \'BEGIN { printf("works\\n"); exit(); }\'` as the worker’s user; see docs/monitoring.md',
  };
}
