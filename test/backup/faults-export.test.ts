import { waitReason } from '../../src/cli/backup/wait-reason';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { failureOf } from '../harness/failed-run';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab();
  await lab.worker('a');
});
afterAll(() => lab.close());
afterEach(() => lab.quieten());

const oracle = () => lab.sandbox.oracle;

it('a full disk is waited for, and the job says so; when it stops later it goes on, in the same attempt', async () => {
  await oracle().addFault({ kind: 'disk-full', atPercent: 30 });
  const handle = await lab.start();
  const shown = lab.redoubt('backup', 'watch', handle.workflowId);
  const reason = await waitFor('the job to say it', async () => waitReason(await handle.describe()) ?? undefined);
  expect(reason).toMatch(/^space: .*(ORA-19502|ORA-27072|No space left)/);
  await oracle().addFault({ kind: 'stop-job', atPercent: 60, times: 1 });
  await oracle().clearFaults('disk-full');
  const result = await expectOneCorrectBackup(lab, handle);
  expect(result.attempts).toBe(1);
  expect(result.warnings.join('\n')).toContain('ORA-39171');
  expect((await shown).stdout).toContain(`waits: ${reason}`);
  expect(await oracle().listFaults()).toEqual([]);
});

it('an undo that was gone once: another attempt with a new SCN, and nothing of the first is left', async () => {
  await oracle().addFault({ kind: 'undo-gone', table: 'ORDERS', times: 1 });
  const handle = await lab.start();
  const result = await expectOneCorrectBackup(lab, handle);
  expect(result.attempts).toBe(2);
  expect(result.warnings.join('\n')).toMatch(/attempt 1 .*SALES\.ORDERS.*ORA-01555/);
});

it('an undo that is always gone ends the backup after its attempts, naming the table', async () => {
  await oracle().addFault({ kind: 'undo-gone', table: 'ORDERS' });
  const handle = await lab.start();
  const failed = await failureOf(handle);
  expect(failed).toMatchObject({ code: 'UNDO_TOO_SHORT', message: expect.stringMatching(/SALES\.ORDERS.*ORA-01555/) });
  expect(failed.result).toMatchObject({ outcome: 'failed', attempts: 3, leftBehind: [] });
  expect(await lab.leftInDatabase()).toEqual([]);
});
