import { randomUUID } from 'node:crypto';
import type { BackupResult } from '../../src/domain/backup-result';
import type { CompletedExport, ExportOutcome } from '../../src/domain/completed-export';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { FileObject } from '../../src/domain/manifest';
import { fileObjectKey, indexKey } from '../../src/domain/object-keys';
import type { History } from '../../test/workflows/read-history';
import { batchDone, exported } from '../../test/workflows/scripted-activities';
import { taskQueue, type WorkflowLab } from '../../test/workflows/workflow-lab';
import { sizeHistories, type HistorySizes } from './history-sizes';

export interface MeasuredBackup extends HistorySizes {
  readonly files: number;
  readonly batches: number;
}

export interface BackupShape {
  readonly fileCount: number;
  readonly fileBytes: number;
}

const digest = 'ab'.repeat(32);

/**
 * Runs the real workflows of a backup of so many dump files, on a real server, with activities that answer at once and
 * as long as real ones do. The histories are those of the backup, its keeper and its files.
 */
export function measureBackup(lab: WorkflowLab, { fileCount, fileBytes }: BackupShape): Promise<MeasuredBackup> {
  const stem = 'rdbt_prod0001_20261123_081500z_3f2a9c_1_';
  const files = Array.from({ length: fileCount }, (_, i) => ({ name: `${stem}${i}.dmp`, sizeBytes: fileBytes }));
  const made: CompletedExport & ExportOutcome = { ...exported, attempts: 1, files, bytes: fileCount * fileBytes };
  const activities = { runExport: async () => made, copyBatch: longBatch(lab), storeFileObject: longFileObject };
  return lab.run(activities, async ({ calls, client }) => {
    const database = `size-${randomUUID().slice(0, 8)}`;
    const options = { taskQueue, workflowId: database, args: [{ database }] };
    const run = await client.workflow.start('backupDatabase', options);
    // The workflow's own result type.
    const result = (await run.result()) as BackupResult;
    const read = (id: string): Promise<History> => client.workflow.getHandle(id).fetchHistory();
    const ofFiles = await Promise.all(
      Array.from({ length: result.files }, (_, i) => read(`${database}/file-${i + 1}`)),
    );
    const histories = [await read(database), await read(`redoubt/${database}`), ...ofFiles];
    const batches = calls.filter((call) => call.startsWith('copy')).length;
    return { files: result.files, batches, ...sizeHistories(histories) };
  });
}

/** Keys and digests of their real length: the scripted ones are shorter. */
function longBatch({ calls }: WorkflowLab): (order: BatchOrder) => Promise<BatchDone> {
  return async (order) => {
    calls.push(`copy ${order.file.fileNumber}:${order.span.first}`);
    const done = batchDone(order);
    const key = indexKey(order.file.fileNumber, order.span.first, digest);
    return done.index === undefined ? done : { ...done, index: { ...done.index, key, size: 18_000 } };
  };
}

const longFileObject = async ({ fileObject }: { fileObject: FileObject }) => ({
  key: fileObjectKey(fileObject.fileNumber, digest),
  sha256: digest,
});
