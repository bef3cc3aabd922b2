import { inPhase, openBackupLab, type BackupLab } from '../harness/backup-lab';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { firstRetry } from '../harness/pending-work';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
    },
  });
  await lab.worker('a');
});
afterAll(() => lab.close());
afterEach(() => lab.quieten());

const slowJob = { kind: 'slow-job', bytesPerSecond: 2_000_000 } as const;
const slowReads = { kind: 'slow-reads', delayMs: 300 } as const;
const oracle = () => lab.sandbox.oracle;

it('a listener that is down at the start is waited for', async () => {
  await oracle().addFault({ kind: 'listener-down' });
  const handle = await lab.start();
  expect(await firstRetry(handle)).toBe('DATABASE_UNREACHABLE');
  await oracle().clearFaults();
  await expectOneCorrectBackup(lab, handle);
});

it('an instance that is starting (ORA-12528) is asked again', async () => {
  await oracle().addFault({ kind: 'refuse-connect', error: 12528, times: 3 });
  const handle = await lab.start();
  expect(await firstRetry(handle)).toBe('DATABASE_UNREACHABLE');
  await expectOneCorrectBackup(lab, handle);
});

it('sessions killed while the job runs: it is found again and watched to its end', async () => {
  await oracle().addFault(slowJob);
  const handle = await lab.start();
  await waitFor('the job to write', async () => (await lab.leftInDatabase()).some((name) => name.endsWith('.dmp')));
  await oracle().addFault({ kind: 'kill-sessions', user: 'REDOUBT' });
  const result = await expectOneCorrectBackup(lab, handle);
  expect(result.attempts).toBe(1);
});

it('sessions killed while dump files are read: what was sealed is kept, and the rest is read again', async () => {
  await oracle().addFault(slowReads);
  const before = lab.proxies['london']?.requests.length ?? 0;
  const handle = await lab.start();
  await inPhase(handle, 'copy');
  await waitFor('a part in a region', () =>
    lab.proxies['london']?.requests
      .slice(before)
      .some(({ method, path }) => method === 'PUT' && path.includes('/parts/')),
  );
  await oracle().addFault({ kind: 'kill-sessions', user: 'REDOUBT' });
  await expectOneCorrectBackup(lab, handle);
});

it('a connection that ends in the middle of a read is opened again', async () => {
  const handle = await lab.start();
  await inPhase(handle, 'copy');
  await oracle().addFault({ kind: 'drop-connection', afterBytes: 500_000, times: 2 });
  await expectOneCorrectBackup(lab, handle);
  expect(await oracle().listFaults()).toEqual([]);
});

it('a connection that ends in the middle of any answer costs no more than a retry', async () => {
  await oracle().addFault({ kind: 'drop-connection', afterBytes: 0, times: 3 });
  const handle = await lab.start();
  await expectOneCorrectBackup(lab, handle);
  expect(await oracle().listFaults()).toEqual([]);
});
