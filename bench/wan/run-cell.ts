import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { BackupResult } from '../../src/domain/backup-result';
import type { WanInstallation } from '../../test/lab/wan-installation';
import type { Cell, CellPlan, Mode } from './cell';
import { copyPhaseEnd, inCopyPhase } from './follow-backup';
import { busyShareSince, readHostCpu } from './host-cpu';
import { LineUnderTest } from './line-under-test';
import { dumpFolder } from './dump-folder';

export interface CellOptions {
  /** By region: its link. All run in one mode. */
  readonly plans: Readonly<Record<string, CellPlan>>;
  readonly mode: Mode;
  /** Goodput is that of so long from the copy phase’s beginning; a plain run is stopped then. */
  readonly seconds: number;
  /** Over the database's connection, or where the worker's host sees the dump files: the stand-in then needs less of the CPU. */
  readonly read: Reading;
  /** Whether a run whose link forwarded late may be repeated: the whole matrix has a time that it must not exceed. */
  readonly mayRepeat: () => boolean;
}

export const readings = ['wire', 'local'] as const;
export type Reading = (typeof readings)[number];

/** Runs one whole backup; again, once, if a link forwarded late and there is time. */
export async function runCell(installation: WanInstallation, options: CellOptions): Promise<readonly Cell[]> {
  const first = await runOnce(installation, options);
  const isLate = first.some(({ rejected }) => rejected !== undefined);
  return isLate && options.mayRepeat() ? runOnce(installation, options) : first;
}

async function runOnce(installation: WanInstallation, options: CellOptions): Promise<readonly Cell[]> {
  const lines = Object.entries(options.plans).map(([name, plan]) => new LineUnderTest(installation, name, plan));
  for (const line of lines) await line.prepare();
  const worker = await installation.worker(`wan-${randomUUID().slice(0, 8)}`, writeConfig(installation, options));
  try {
    const startedAtMs = performance.now();
    const handle = await installation.client.workflow.start('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `wan-${randomUUID()}`,
      args: [{ database: 'sales' }],
    });
    await inCopyPhase(handle);
    const { cells, ending } = await measureCopyPhase(handle, lines, options);
    if (ending === 'still copying' && options.mode === 'plain') {
      await stop(handle, lines);
      return cells;
    }
    const result: BackupResult = await handle.result();
    const runSeconds = (performance.now() - startedAtMs) / 1000;
    const copyMs = result.phases.find(({ name }) => name === 'copy')?.durationMs ?? 0;
    return cells.map((cell) => ({
      ...cell,
      copySeconds: copyMs / 1000,
      runSeconds,
      bottleneck: result.monitor?.main?.bottleneck ?? cell.bottleneck,
    }));
  } finally {
    for (const line of lines) line.stopWatching();
    await worker.kill();
    for (const line of lines) await line.removeObjects();
  }
}

async function measureCopyPhase(handle: WorkflowHandle, lines: readonly LineUnderTest[], options: CellOptions) {
  for (const line of lines) await line.begin();
  const cpuBefore = readHostCpu();
  const startedAtMs = performance.now();
  let bottleneck: string | null = null;
  const ending = await copyPhaseEnd(handle, options.seconds, (named) => {
    bottleneck = named ?? bottleneck;
    for (const line of lines) line.noteSockets();
  });
  const copySeconds = (performance.now() - startedAtMs) / 1000;
  const cpuShare = busyShareSince(cpuBefore);
  const cells: Cell[] = [];
  for (const line of lines) cells.push({ ...(await line.end(copySeconds, cpuShare, lines.length === 1)), bottleneck });
  return { cells, ending };
}

function writeConfig(installation: WanInstallation, { mode, plans, read }: CellOptions): string {
  const regions = Object.keys(plans);
  return installation.writeConfig(`wan-${mode}`, (config) => {
    const { sales } = config.databases;
    if (sales === undefined) throw new Error('the installation has no database sales');
    sales.copies = { ...sales.copies, regions, minCopies: regions.length };
    if (read === 'local') sales.export['localPath'] = dumpFolder(installation.sandbox.directory);
    config.acceleration = { scope: mode === 'plain' ? 'off' : 'socket' };
  });
}

/** Its clean-up is not measured. */
async function stop(handle: WorkflowHandle, lines: readonly LineUnderTest[]): Promise<void> {
  for (const line of lines) await line.makeEasy();
  await handle.cancel();
  await handle.result().catch(() => undefined);
}
