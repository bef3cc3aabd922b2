import type { WorkflowHandle } from '@temporalio/client';
import type { BackupProgress } from '../../src/domain/backup-progress';
import { waitFor } from '../../test/harness/wait-for';
import type { Mode } from './cell';

const progressOf = (handle: WorkflowHandle): Promise<BackupProgress> => handle.query<BackupProgress>('progress');

/** Until the first part may move. */
export async function inCopyPhase(handle: WorkflowHandle): Promise<void> {
  await waitFor(
    'the copy phase',
    async () => {
      const { phase, outcome } = await progressOf(handle);
      if (outcome !== undefined) throw new Error(`the backup ended before its copy phase: ${outcome}`);
      return phase === 'copy';
    },
    300_000,
  );
}

/**
 * Until the copy phase ends; a plain run is not waited for longer than a cell lasts.
 * @param look called every now and then while it lasts, with what the monitor named last
 */
export function copyPhaseEnd(
  handle: WorkflowHandle,
  { mode, seconds }: { readonly mode: Mode; readonly seconds: number },
  look: (bottleneck: string | null) => void,
): Promise<'copied' | 'stopped'> {
  const stopAtMs = performance.now() + seconds * 1000;
  return waitFor(
    'the end of the copy phase',
    async () => {
      const { phase, monitor } = await progressOf(handle);
      look(monitor?.verdict?.bottleneck ?? null);
      if (mode === 'plain' && performance.now() >= stopAtMs) return 'stopped';
      return phase !== 'copy' && 'copied';
    },
    Math.max(300_000, seconds * 4000),
  );
}
