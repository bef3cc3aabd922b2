import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';
import type { WorkerProcess } from '../harness/worker-process';

let lab: BackupLab;
let worker: WorkerProcess;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  worker = await lab.worker('a');
});
afterAll(() => lab.close());

/** By hand, as it takes minutes: its open polls take tasks until Temporal ends them, and each is missed only then. */
it('a worker frozen in the copy until it is given up, and thawed while another one does its work: nothing is there twice', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
  const handle = await lab.start();
  await atReply(lab, { path: /\/parts\//, nth: 12 }, async () => worker.freeze());
  await lab.worker('a');
  const before = partsPut();
  await waitFor('the other worker to go on', () => partsPut() > before + 2, 180_000);
  worker.thaw();
  await expectOneCorrectBackup(lab, handle);
});

const partsPut = (): number =>
  Object.values(lab.proxies)
    .flatMap(({ requests }) => requests)
    .filter(({ method, path }) => method === 'PUT' && path.includes('/parts/')).length;
