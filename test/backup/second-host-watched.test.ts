import type { ReportMaterial } from '../../src/cli/backup/report-material';
import { openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { startTwoHosts } from '../harness/two-hosts';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  await startTwoHosts(lab);
});
afterAll(() => lab.close());

it('a run in a hurry is watched on both hosts, and has the series of each', async () => {
  // Until the second host's monitor has settled and told.
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 1500 });
  const handle = await lab.start({ database: 'sales', pace: 'expedited' });
  await waitFor('the monitor of the second host', async () => (await progressOf(handle)).secondMonitor != null);
  await lab.sandbox.oracle.clearFaults();
  const result = await expectOneCorrectBackup(lab, handle);
  expect(result.monitor?.hosts?.map(({ host }) => host).toSorted()).toEqual(['a', 'b']);
  const { stdout } = await lab.redoubt('backup', 'report', result.backupId, '--json');
  // What the command prints with --json.
  const { series, otherSeries } = JSON.parse(stdout) as Pick<ReportMaterial, 'series' | 'otherSeries'>;
  const all = [series, ...otherSeries];
  expect(all.flatMap((each) => each?.host ?? []).toSorted()).toEqual(['a', 'b']);
  const stored = all
    .flatMap((each) => each?.rows ?? [])
    .reduce((sum, { regions }) => sum + (regions['london']?.storedBytes ?? 0), 0);
  // Rounded for the series; the batches' indexes and the manifest are not parts.
  expect(stored / result.sealedBytes).toBeCloseTo(1, 1);
});
