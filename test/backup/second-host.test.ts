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
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 60 });
});
afterAll(() => lab.close());

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
