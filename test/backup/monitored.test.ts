import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import type { DecodedSeries } from '../../src/monitor/decode-series';
import { inPhase, openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';
import type { WorkerProcess } from '../harness/worker-process';

// A killed worker is missed after 20 s without a heartbeat.
jest.setTimeout(120_000);

let lab: BackupLab;
let worker: WorkerProcess;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  worker = await lab.worker('a');
});
afterAll(() => lab.close());

interface Report {
  readonly findings: BackupResult['monitor'];
  readonly series: DecodedSeries;
}

async function reportOf(backupId: string): Promise<Report> {
  const { exitCode, stdout, stderr } = await lab.redoubt('backup', 'report', backupId, '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  // What the command prints with --json.
  return JSON.parse(stdout) as Report;
}

/** Samples that wait on the host for the backup to have them. */
function keptOnHost(): readonly string[] {
  const folder = join(lab.stateDirectory, 'monitor');
  return existsSync(folder) ? readdirSync(folder) : [];
}

it('a backup tells what was seen of it, in its result, in its manifest and as a series beside it', async () => {
  const result = await expectOneCorrectBackup(lab, await lab.start());
  expect(result.monitor).toMatchObject({ host: 'a', series: { samples: expect.any(Number) } });
  expect(result.acceleration).toMatchObject({ host: 'a', scope: 'socket' });
  expect(result.acceleration?.regions.map(({ region }) => region)).toEqual(['london', 'frankfurt', 'stockholm']);

  const { findings, series } = await reportOf(result.backupId);
  expect(findings).toEqual(result.monitor);
  expect(series.rows.length).toBeGreaterThan(0);
  const stored = series.rows.reduce((sum, { regions }) => sum + (regions['london']?.storedBytes ?? 0), 0);
  // Rounded for the series; the batches' indexes and the manifest are not parts.
  expect(stored / result.sealedBytes).toBeCloseTo(1, 1);
  expect(keptOnHost()).toEqual([]);
});

it('a worker that is killed takes no sample with it: the next one goes on with the series', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 2_000_000 });
  const handle = await lab.start();
  await inPhase(handle, 'export');
  await waitFor('the first news of the monitor', async () => (await progressOf(handle)).monitor !== null);
  const killedAt = Date.now();
  await worker.kill();
  expect(keptOnHost()).toHaveLength(1);
  worker = await lab.worker('a');
  await lab.sandbox.oracle.clearFaults();
  const result = await expectOneCorrectBackup(lab, handle);
  const { series } = await reportOf(result.backupId);
  const times = series.rows.map(({ at }) => at);
  expect(Math.min(...times)).toBeLessThan(killedAt);
  expect(Math.max(...times)).toBeGreaterThan(killedAt);
  expect(keptOnHost()).toEqual([]);
});
