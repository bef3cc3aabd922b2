import { advanceExport } from '../../src/oracle/advance-export';
import type { ExportProgress } from '../../src/oracle/export-progress';
import { exportPlan } from './export-plan';
import { openOracleLab } from './oracle-lab';

const seen = async (undo: 'as configured' | 'short'): Promise<readonly ExportProgress[]> => {
  await using lab = await openOracleLab();
  if (undo === 'short') lab.faults.add({ kind: 'short-undo', seconds: 120 });
  const progress: ExportProgress[] = [];
  const onProgress = (next: ExportProgress): void => void progress.push(next);
  const signal = new AbortController().signal;
  lab.faults.add({ kind: 'slow-job', bytesPerSecond: 4_000_000 });
  await advanceExport(lab.target, exportPlan(lab.directory), { attempt: 1, signal, pollMs: 100, onProgress });
  return progress;
};

it('a watcher of an export is told how long the undo lasts now', async () => {
  expect((await seen('as configured')).at(-1)).toMatchObject({ undoRetentionS: 900 });
  expect((await seen('short')).at(-1)).toMatchObject({ undoRetentionS: 120 });
}, 30_000);
