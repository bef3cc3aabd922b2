import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup, manifestsIn } from '../harness/one-correct-backup';
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

/** How many regions list a backup, for each backup that any of them lists. */
const holders = (): readonly number[] => {
  const ids = lab.regionNames.flatMap((region) => manifestsIn(lab, region));
  return [...new Set(ids)].map((id) => ids.filter((other) => other === id).length);
};

it('a worker killed between a manifest’s signature and the manifest: no region lists the backup until the next worker goes on', async () => {
  const isHeldBack = ({ path }: { path: string }): boolean => isManifest.test(path);
  const killed = atReply(lab, { path: /\.json\.sig$/, holdBack: isHeldBack }, () => worker.kill());
  const handle = await lab.start();
  await killed;
  expect(holders()).toEqual([]);
  worker = await lab.worker('a');
  await expectOneCorrectBackup(lab, handle);
  expect(holders()).toEqual([3]);
});

it('a worker killed when one region has the manifest and the others have not: all get the same', async () => {
  const isHeldBack = ({ path }: { path: string }, region: string, first?: string): boolean =>
    isManifest.test(path) && region !== first;
  const killed = atReply(lab, { path: isManifest, holdBack: isHeldBack }, () => worker.kill());
  const handle = await lab.start();
  await killed;
  expect(holders()).toEqual([3, 1]);
  worker = await lab.worker('a');
  await expectOneCorrectBackup(lab, handle);
  expect(holders()).toEqual([3, 3]);
});
