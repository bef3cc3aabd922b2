import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
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

test.each([
  ['the first part', /\/parts\//],
  ['the index of a batch', /\/index\//],
])('a worker killed when a region has %s and nobody knows: the next one of its host goes on', async (_, path) => {
  const killed = atReply(lab, { path }, () => worker.kill());
  const handle = await lab.start();
  await killed;
  worker = await lab.worker('a');
  const { attempts } = await expectOneCorrectBackup(lab, handle);
  expect(attempts).toBe(1);
});
