import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as it can be recognised later, also by another process: a pid alone may be somebody else's by then. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Differs for every process that ever has this pid. */
  readonly startedAt: string;
}

/** Who runs under this pid now; undefined: nobody (a zombie is nobody). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startInLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** proc(5): field 3 is the state, 20 the number of threads, 22 the start in clock ticks; field 2 may hold anything. */
function startInLinux(pid: number): string | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads] = [fields[0], Number(fields[17])];
  // The first thread of a program may have ended while others still hold its ports.
  if (state === 'X' || (state === 'Z' && threads <= 1)) return undefined;
  const boot = readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${fields[19]}`;
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there: the process has gone, or this system has no such file.
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const [state = '', ...start] = execFileSync('ps', ['-p', String(pid), '-o', 'state=,lstart='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    // ps exits 1 when there is no such process.
    return undefined;
  }
}
