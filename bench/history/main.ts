/** `npm run bench:history`: what backups of several sizes leave in Temporal's histories. `-- --json` for machines. */
import { openWorkflowLab } from '../../test/workflows/workflow-lab';
import { largestHeartbeatBytes } from './largest-heartbeat';
import { measureBackup, type BackupShape, type MeasuredBackup } from './measure-backup';
import { modelHistory, projectHistory, type HistoryModel } from './project-history';

const mib = 2 ** 20;
const gib = 2 ** 30;
const terabyte = 1e12;

interface Row {
  readonly backup: string;
  readonly how: 'run whole' | 'projected';
  readonly events: number;
  readonly bytes: number;
  readonly largestPayloadBytes: number;
}

async function main(): Promise<void> {
  const lab = await openWorkflowLab();
  try {
    const measure = (fileCount: number, fileBytes: number): Promise<MeasuredBackup> =>
      measureBackup(lab, { fileCount, fileBytes });
    const model = modelHistory({
      small: await measure(1, 10 * mib),
      manyFiles: await measure(12, 10 * mib),
      manyBatches: await measure(1, 50 * gib),
    });
    const rows = [
      measured('10 GiB in 5 files', await measure(5, 2 * gib)),
      measured('1 TB in 4 files', await measure(4, terabyte / 4)),
      projected(model, '1 TB in 4 files', { fileCount: 4, fileBytes: terabyte / 4 }),
      projected(model, '1 TB in 25 files', { fileCount: 25, fileBytes: terabyte / 25 }),
      projected(model, '100 TB in 100 files', { fileCount: 100, fileBytes: terabyte }),
      projected(model, '100 TB in 400 files', { fileCount: 400, fileBytes: terabyte / 4 }),
      projected(model, '100 TB in 1 file', { fileCount: 1, fileBytes: 100 * terabyte }),
    ];
    const heartbeatBytes = Math.max(
      ...[1, 2, 4, 8, 16, 32, 64].map((size) => largestHeartbeatBytes(100 * terabyte, size * mib)),
    );
    print({ model, rows, heartbeatBytes });
  } finally {
    await lab.close();
  }
}

const measured = (backup: string, run: MeasuredBackup): Row => ({
  backup,
  how: 'run whole',
  events: run.events,
  bytes: run.bytes,
  largestPayloadBytes: Math.max(...Object.values(run.payloadBytes)),
});

function projected(model: HistoryModel, backup: string, shape: BackupShape): Row {
  const { events, bytes, manifestPayloadBytes, batchListPayloadBytes } = projectHistory(model, shape);
  return {
    backup,
    how: 'projected',
    events,
    bytes,
    largestPayloadBytes: Math.max(manifestPayloadBytes, batchListPayloadBytes),
  };
}

interface Report {
  readonly model: HistoryModel;
  readonly rows: readonly Row[];
  readonly heartbeatBytes: number;
}

function print(report: Report): void {
  const out = process.stdout;
  if (process.argv.includes('--json')) {
    out.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const { model, rows, heartbeatBytes } = report;
  out.write('| backup | how | events | history, KB | largest payload, KiB |\n|---|---|---|---|---|\n');
  for (const { backup, how, events, bytes, largestPayloadBytes } of rows)
    out.write(`| ${backup} | ${how} | ${events} | ${kb(bytes)} | ${kib(largestPayloadBytes)} |\n`);
  out.write(`\nA file adds ${model.perFile.events.toFixed(1)} events and ${Math.round(model.perFile.bytes)} bytes; `);
  out.write(`a batch ${model.perBatch.events.toFixed(1)} events and ${Math.round(model.perBatch.bytes)} bytes.\n`);
  out.write(`In payloads, a file adds ${Math.round(model.manifestPayload.each)} bytes to the manifest, `);
  out.write(`a batch ${Math.round(model.batchListPayload.each)} bytes to its file's list.\n`);
  out.write(`The largest heartbeat of any part size: ${kib(heartbeatBytes)} KiB.\n`);
}

const kb = (bytes: number): string => (bytes / 1000).toFixed(0);
const kib = (bytes: number): string => (bytes / 1024).toFixed(0);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
