import { readdirSync } from 'node:fs';
import { isOrphan, markOf } from './monitor-mark';

/**
 * Ends the bpftrace processes of this installation whose worker is gone, and says which. For a worker's start: none is
 * left behind in the ordinary way, but nothing else would ever end one that was.
 */
export function endOrphanedMonitors(installation: string): readonly number[] {
  return processIds()
    .filter((pid) => {
      const mark = markOf(pid);
      return mark !== undefined && isOrphan(mark, installation);
    })
    .filter(endProcess);
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** False where it ended by itself or is not ours to end. */
function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
