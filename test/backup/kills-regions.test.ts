import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  await lab.worker('a');
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 20 });
});
afterAll(() => lab.close());

it('a region killed in the copy, and started again: in the end it holds what the others hold', async () => {
  const handle = await lab.start();
  await atReply(lab, { path: /\/parts\//, nth: 12 }, () => lab.sandbox.kill('frankfurt'));
  await atReply(lab, { path: /\/parts\//, nth: 12 }, () => lab.sandbox.start('frankfurt'));
  await expectOneCorrectBackup(lab, handle);
});

it('all regions killed in the copy, and started again: the copy goes on', async () => {
  const handle = await lab.start();
  await atReply(lab, { path: /\/parts\//, nth: 12 }, async () => {
    await Promise.all(lab.regionNames.map((region) => lab.sandbox.kill(region)));
  });
  for (const region of lab.regionNames) await lab.sandbox.start(region);
  await expectOneCorrectBackup(lab, handle);
});
