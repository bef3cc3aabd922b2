import type { WorkflowHandle } from '@temporalio/client';
import { progressOf, type BackupLab } from './backup-lab';
import type { WorkerProcess } from './worker-process';

/** Two hosts of a lab, of which one copies. */
export interface TwoHosts {
  /** The one that a backup's files are read on now, and the other. */
  seats(backup: WorkflowHandle): Promise<{ readonly busy: WorkerProcess; readonly idle: WorkerProcess }>;
}

export async function startTwoHosts(lab: BackupLab): Promise<TwoHosts> {
  const [a, b] = await Promise.all([lab.worker('a'), lab.worker('b')]);
  return {
    seats: async (backup) => ((await progressOf(backup)).host === 'a' ? { busy: a, idle: b } : { busy: b, idle: a }),
  };
}
