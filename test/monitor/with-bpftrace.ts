import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { bpftraceObstacle, type KernelPlace } from '../../src/monitor/bpftrace-obstacles';

export const thisHost: KernelPlace = { procRoot: '/proc', sysRoot: '/sys', env: process.env };

/** Why bpftrace cannot run here, for a skipped test's title; mounts tracefs where only that is missing. */
function reasonToSkip(): string | undefined {
  const isRoot = process.platform === 'linux' && process.geteuid?.() === 0;
  if (isRoot && existsSync('/sys/kernel/tracing') && !existsSync('/sys/kernel/tracing/events'))
    try {
      execFileSync('mount', ['-t', 'tracefs', 'nodev', '/sys/kernel/tracing'], { stdio: 'ignore' });
    } catch {
      // Not permitted: the obstacle says that tracefs is missing.
    }
  return bpftraceObstacle(thisHost)?.reason;
}

const reason = reasonToSkip();

/** `describe` where bpftrace runs; elsewhere the tests are skipped and say why. */
export function describeWithBpftrace(title: string, tests: () => void): void {
  if (reason === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${reason})`, tests);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
