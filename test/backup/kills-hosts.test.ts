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
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
});
afterAll(() => lab.close());

it('a host that is lost for good in mid-copy: the work moves to the other one', async () => {
  const handle = await lab.start();
  let left = '';
  await atReply(lab, { path: /\/parts\//, nth: 12 }, async () => {
    const { busy, idle } = await hosts.seats(handle);
    left = idle.host;
    await busy.kill();
  });
  await expectOneCorrectBackup(lab, handle);
  expect((await progressOf(handle)).host).toBe(left);
});
