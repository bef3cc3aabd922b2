import type { ReportMaterial } from '../../src/cli/report-material';
import { waitFor } from '../harness/wait-for';
import { atReply } from '../harness/at-reply';
import { openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { startTwoHosts, type TwoHosts } from '../harness/two-hosts';

// A killed worker is missed after 20 s without a heartbeat.
jest.setTimeout(120_000);

let lab: BackupLab;
let hosts: TwoHosts;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  hosts = await startTwoHosts(lab);
});
beforeEach(() => lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 60 }));
afterEach(() => lab.sandbox.oracle.clearFaults());
afterAll(() => lab.close());

it('a run in a hurry is watched on both hosts, and has the series of each', async () => {
  // Until the second host's monitor has settled and told.
  await lab.sandbox.oracle.clearFaults();
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

it('a run in a hurry copies on both hosts, and goes on with one when the second is killed', async () => {
  const handle = await lab.start({ database: 'sales', pace: 'expedited' });
  await waitFor('the second host', async () => ((await progressOf(handle)).secondHost ?? null) !== null);
  const { busy, idle: second } = await hosts.seats(handle);
  await atReply(lab, { path: /\/parts\//, nth: 12 }, () => second.kill());
  await expectOneCorrectBackup(lab, handle);
  const decisions = (await progressOf(handle)).timing.decisions.map(({ because }) => because);
  expect(decisions).toContain(`${second.host} copies too from now on`);
  expect(decisions).toContain(`${second.host} is gone: ${busy.host} goes on alone`);
});
