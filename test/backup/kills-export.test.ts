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

it('a worker killed while its job is being defined: one job makes the export', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-start', delayMs: 4000 });
  const handle = await lab.start();
  await jobIs('DEFINING');
  await worker.kill();
  await lab.sandbox.oracle.clearFaults();
  worker = await lab.worker('a');
  const { attempts } = await expectOneCorrectBackup(lab, handle);
  expect(attempts).toBe(1);
});

it('a worker killed right after its job was started: the next one attaches to the same job', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 1_000_000 });
  const handle = await lab.start();
  await jobIs('EXECUTING');
  const [job] = await lab.jobs();
  await worker.kill();
  worker = await lab.worker('a');
  expect(await lab.jobs()).toEqual([job]);
  await lab.sandbox.oracle.clearFaults();
  const { attempts } = await expectOneCorrectBackup(lab, handle);
  expect(attempts).toBe(1);
});
