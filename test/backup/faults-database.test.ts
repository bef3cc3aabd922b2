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
const slowReads = { kind: 'slow-reads', delayMs: 100 } as const;
const oracle = () => lab.sandbox.oracle;

it('a listener that is down at the start, and an instance that is still starting (ORA-12528), are waited for', async () => {
  await oracle().addFault({ kind: 'listener-down' });
  const handle = await lab.start();
  expect(await firstRetry(handle)).toBe('DATABASE_UNREACHABLE');
  await oracle().addFault({ kind: 'refuse-connect', error: 12528, times: 1 });
  await oracle().clearFaults('listener-down');
  await expectOneCorrectBackup(lab, handle);
  expect(await oracle().listFaults()).toEqual([]);
});

it('sessions killed while the job runs, and while its files are read: the same job, each part read to its end', async () => {
  await oracle().addFault(slowJob);
  await oracle().addFault(slowReads);
  const handle = await lab.start();
  await waitFor('the job to write', async () => (await lab.leftInDatabase()).some((name) => name.endsWith('.dmp')));
  await oracle().addFault({ kind: 'kill-sessions', user: 'REDOUBT' });

  const before = lab.proxies['london']?.requests.length ?? 0;
  await inPhase(handle, 'copy');
  await waitFor('a part in a region', () =>
    lab.proxies['london']?.requests
      .slice(before)
      .some(({ method, path }) => method === 'PUT' && path.includes('/parts/')),
  );
  await oracle().addFault({ kind: 'kill-sessions', user: 'REDOUBT' });
  const result = await expectOneCorrectBackup(lab, handle);
  expect(result.attempts).toBe(1);
});

it('connections that end in the middle of an answer, and in the middle of a read, cost no more than a retry', async () => {
  await oracle().addFault({ kind: 'drop-connection', afterBytes: 0, times: 2 });
  const handle = await lab.start();
  await inPhase(handle, 'copy');
  expect(await oracle().listFaults()).toEqual([]);
  await oracle().addFault({ kind: 'drop-connection', afterBytes: 200_000, times: 2 });
  await expectOneCorrectBackup(lab, handle);
  expect(await oracle().listFaults()).toEqual([]);
});
