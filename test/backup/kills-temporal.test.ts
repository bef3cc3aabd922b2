import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup, manifestsIn } from '../harness/one-correct-backup';

// A killed worker is missed after 20 s without a heartbeat.
jest.setTimeout(120_000);

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  await lab.worker('a');
});
afterEach(() => lab.sandbox.oracle.clearFaults());
afterAll(() => lab.close());

it('Temporal killed in the copy, and started again: the worker finds it again, and the copy goes on', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
  const handle = await lab.start();
  await atReply(lab, { path: /\/parts\//, nth: 12 }, () => lab.sandbox.kill('temporal'));
  await lab.sandbox.start('temporal');
  await expectOneCorrectBackup(lab, handle);
});

it('Temporal killed between the manifests of two regions: all regions get the same one', async () => {
  const isManifest = /\/manifests\/.*\.json$/;
  const isHeldBack = ({ path }: { path: string }, region: string, first?: string): boolean =>
    isManifest.test(path) && region !== first;
  const handle = await lab.start();
  await atReply(lab, { path: isManifest, holdBack: isHeldBack }, () => lab.sandbox.kill('temporal'));
  await lab.sandbox.start('temporal');
  const { backupId } = await expectOneCorrectBackup(lab, handle);
  for (const region of lab.regionNames) expect(manifestsIn(lab, region)).toContain(backupId);
});
