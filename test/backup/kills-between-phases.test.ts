import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';
import type { WorkerProcess } from '../harness/worker-process';

// A killed worker is missed after 20 s without a heartbeat.
jest.setTimeout(120_000);

let lab: BackupLab;
let worker: WorkerProcess;
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  worker = await lab.worker('a');
});
afterEach(() => lab.sandbox.oracle.clearFaults());
afterAll(() => lab.close());

const jobIs = (state: string): Promise<unknown> =>
  waitFor(`a job that is ${state}`, async () => (await lab.jobs()).some((job) => job.state === state));

it('a worker killed after its job was complete, and before it said so: the job is not run again', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 10_000_000 });
  const handle = await lab.start();
  await jobIs('EXECUTING');
  worker.freeze();
  await jobIs('NOT RUNNING');
  await worker.kill();
  worker = await lab.worker('a');
  const { attempts } = await expectOneCorrectBackup(lab, handle);
  expect(attempts).toBe(1);
});

it('a worker killed when a region has the list of a file’s batches and nobody knows: the next one stores the same list', async () => {
  const handle = await lab.start();
  await atReply(lab, { path: /\/files\// }, () => worker.kill());
  worker = await lab.worker('a');
  await expectOneCorrectBackup(lab, handle);
});
