import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { loadConfig } from '../../src/config/load-config';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { BackupProgress } from '../../src/domain/backup-progress';
import { copyTuning, type CopyTuning } from '../../src/domain/copy-tuning';
import { partsPerBatch } from '../../src/domain/part-ranges';
import { configuredSettings } from '../../src/worker/configured-settings';
import { openBackupLab, type BackupLab, type LabConfig } from '../../test/harness/backup-lab';
import { waitFor } from '../../test/harness/wait-for';
import type { WorkerProcess } from '../../test/harness/worker-process';
import type { copyFile, CopyFileInput } from '../../workflows/copy-file';
import type { Lane } from '../../workflows/running/lanes';
import { benchData, makeWords } from '../data-path/bench-data';

/** A whole installation on this machine, with a dump file that is there to be copied again and again. */
export interface LeverLab {
  readonly lab: BackupLab;
  /** What the file holds. */
  readonly data: string;
  pathOf(data: LabData): string;
  /** A worker of its own, with a configuration of its own. */
  worker(change?: (config: LabConfig) => void): Promise<LeverWorker>;
  /** Copies the file by the real workflow. @returns seconds */
  copy(run: CopyRun): Promise<number>;
  /** Exports the whole database by a backup, which is cancelled after it. @returns seconds of the export phase */
  exportAt(pace: 'steady' | 'expedited'): Promise<number>;
  close(): Promise<void>;
}

export interface LeverWorker {
  readonly process: WorkerProcess;
  readonly lane: Lane;
}

/** TPC-H's text, where it can be had, or rows that random numbers and words make up. */
export type LabData = 'text' | 'made-up rows';

export interface CopyRun {
  readonly lane: Lane;
  /** Default: text. */
  readonly data?: LabData;
  readonly second?: Lane;
  /** What is different from the steady pace. */
  readonly tuning?: Partial<CopyTuning>;
}

const steady = copyTuning({ pace: 'steady', configuredLevel: 1, bottleneck: null, leaveOut: [] });

export async function openLeverLab(fileBytes: number): Promise<LeverLab> {
  const lab = await openBackupLab({
    demoBytes: 12_000_000,
    // Many parts, as a large backup has them.
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
    },
  });
  const folder = join(lab.sandbox.directory, 'oracle', 'dump-files');
  const data = await benchData(fileBytes, folder);
  const sizeBytes = data.bytes;
  const rows = join(folder, 'rows.dmp');
  makeWords(rows, sizeBytes);
  const pathOf = (wanted: LabData = 'text'): string => (wanted === 'text' ? data.path : rows);
  const planned = planOf(lab);
  let copies = 0;
  return {
    lab,
    data: data.description,
    pathOf,
    worker: async (change = () => undefined) => {
      const host = `host-${randomUUID().slice(0, 8)}`;
      const process = await lab.workerWith(host, lab.writeConfig(host, change));
      return { process, lane: { host, taskQueue: `redoubt@${host}` } };
    },
    copy: async ({ lane, second, tuning, data: wanted }) => {
      copies += 1;
      const { partBytes } = planned.copies;
      const input: CopyFileInput = {
        plan: { ...planned, backupId: `20261123T08${String(1000 + copies)}Z-3f2a9c`, startedAt, searchAttributes: [] },
        file: { fileNumber: 1, kind: 'dump', name: basename(pathOf(wanted)), sizeBytes },
        lane,
        ...(second === undefined ? {} : { secondLane: second }),
        partsPerBatch: partsPerBatch(sizeBytes, partBytes),
        inFlight: 2,
        paused: false,
        tuning: { ...steady, ...tuning },
        backupBytes: sizeBytes,
      };
      const began = performance.now();
      await lab.client.workflow.execute<typeof copyFile>('copyFile', {
        taskQueue: 'redoubt',
        workflowId: `lever-${randomUUID()}`,
        args: [input],
      });
      return (performance.now() - began) / 1000;
    },
    exportAt: (pace) => exportAt(lab, pace),
    close: () => lab.close(),
  };
}

const startedAt = '2026-11-23T08:15:00.000Z';

function planOf({ configPath }: BackupLab): Omit<BackupPlan, 'backupId' | 'startedAt' | 'searchAttributes'> {
  const { config } = loadConfig({ path: configPath, cwd: process.cwd(), env: process.env });
  const settings = configuredSettings(config, process.env);
  try {
    return settings.planOf('sales');
  } finally {
    settings.close();
  }
}

async function exportAt(lab: BackupLab, pace: 'steady' | 'expedited'): Promise<number> {
  const run = await lab.start({ database: 'sales', ...(pace === 'expedited' ? { pace } : {}) });
  const durationMs = await waitFor('the export to end', async () => {
    const { phases, outcome } = await run.query<BackupProgress>('progress');
    if (outcome !== undefined) throw new Error(`the backup ended in its export: ${outcome}`);
    return phases.find(({ name }) => name === 'export')?.durationMs;
  });
  await run.cancel();
  await run.result().catch(() => undefined);
  return durationMs / 1000;
}
