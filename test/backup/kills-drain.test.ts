import { atReply } from '../harness/at-reply';
import { openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { startTwoHosts, type TwoHosts } from '../harness/two-hosts';

let lab: BackupLab;
let hosts: TwoHosts;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  hosts = await startTwoHosts(lab);
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
});
afterAll(() => lab.close());

it('a worker that gets SIGTERM in mid-copy ends with what is in flight and exits 0; the other host goes on at once', async () => {
  const handle = await lab.start();
  let left = '';
  let drained: Promise<number | null> = Promise.resolve(null);
  await atReply(lab, { path: /\/parts\//, nth: 12 }, async () => {
    const { busy, idle } = await hosts.seats(handle);
    left = idle.host;
    drained = busy.drain();
  });
  expect(await drained).toBe(0);
  const drainedAt = performance.now();
  await expectOneCorrectBackup(lab, handle);
  // A lane that nobody serves is found out after 30 s: it was said, not found out.
  expect(performance.now() - drainedAt).toBeLessThan(25_000);
  expect((await progressOf(handle)).host).toBe(left);
});
