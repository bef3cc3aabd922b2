import { readFileSync, readlinkSync } from 'node:fs';
import { readText } from './read-text';

/** The variable by which a bpftrace of ours is known in /proc/<pid>/environ. */
export const monitorMarkVariable = 'REDOUBT_MONITOR';

/**
 * `installation/namespace/pid/start` of the worker that a monitor belongs to. The process's start time tells it from a
 * later one with the same id; the pid namespace, from one of a container in which the same id is another process.
 */
export function monitorMark(installation: string, pid: number): string {
  return [installation, pidNamespace(), pid, processStart(pid) ?? 0].join('/');
}

/** Whether a mark is of this installation and pid namespace, and its worker is gone. */
export function isOrphan(mark: string, installation: string): boolean {
  const [markedInstallation, namespace, pid, start] = mark.split('/');
  if (markedInstallation !== installation || namespace !== pidNamespace()) return false;
  return processStart(Number(pid)) !== Number(start);
}

/** Clock ticks from boot to the process's start (field 22 of proc_pid_stat(5)); undefined where it is gone. */
function processStart(pid: number): number | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name, in brackets, may have blanks and brackets itself.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' ? undefined : Number(fields[18]);
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0';
  }
}

/** The mark of a process, if it has one and may be asked. */
export function markOf(pid: number): string | undefined {
  const prefix = `${monitorMarkVariable}=`;
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((variable) => variable.startsWith(prefix))?.slice(prefix.length);
  } catch {
    return undefined;
  }
}
