import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup, holdersOf } from '../harness/one-correct-backup';
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

const isManifest = /\/manifests\/.*\.json$/;

it('a worker killed between a manifest’s signature and the manifest: no region lists the backup until the next worker goes on', async () => {
  const isHeldBack = ({ path }: { path: string }): boolean => isManifest.test(path);
  const killed = atReply(lab, { path: /\.json\.sig$/, holdBack: isHeldBack }, () => worker.kill());
  const handle = await lab.start();
  await killed;
  expect(holdersOf(lab)).toEqual([]);
  worker = await lab.worker('a');
  await expectOneCorrectBackup(lab, handle);
  expect(holdersOf(lab)).toEqual([3]);
});
