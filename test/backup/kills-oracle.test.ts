import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  await lab.worker('a');
});
afterEach(() => lab.sandbox.oracle.clearFaults());
afterAll(() => lab.close());

it('the database killed in the export, and started again: the job that it left NOT RUNNING is resumed', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 4_000_000 });
  const handle = await lab.start();
  await waitFor('the job', async () => (await lab.jobs()).some(({ state }) => state === 'EXECUTING'));
  await lab.sandbox.kill('oracle');
  await lab.sandbox.start('oracle');
  const { attempts } = await expectOneCorrectBackup(lab, handle);
  expect(attempts).toBe(1);
});

it('the database killed in the copy, and started again: its dump files are read on', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
  const handle = await lab.start();
  await atReply(lab, { path: /\/parts\//, nth: 12 }, () => lab.sandbox.kill('oracle'));
  await lab.sandbox.start('oracle');
  await expectOneCorrectBackup(lab, handle);
});
