import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import { openBackupLab, type BackupLab, type LabConfig } from '../harness/backup-lab';
import { redoubt } from '../harness/redoubt-command';
import { startWorkerProcess, type WorkerProcess } from '../harness/worker-process';
import { waitFor } from '../harness/wait-for';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab();
});
afterAll(() => lab.close());
afterEach(() => lab.quieten());

const slowJob = { kind: 'slow-job', bytesPerSecond: 200_000 } as const;

const dumpIsWritten = (): Promise<true> =>
  waitFor(
    'the job to write',
    async () => (await lab.leftInDatabase()).some((name) => name.endsWith('.dmp')) || undefined,
  );

it('another installation’s export on the same database is respected: the newcomer is refused, and removes nothing', async () => {
  const ours = await lab.worker('a');
  await lab.sandbox.oracle.addFault(slowJob);
  const handle = await lab.start();
  await dumpIsWritten();
  const before = await lab.jobs();

  const configPath = lab.writeConfig('other', (config: LabConfig & { installation?: string }) => {
    config.installation = 'other';
    config.temporal['taskQueue'] = 'other';
    const [sales] = Object.values(config.databases);
    config.databases = sales === undefined ? {} : { orders: sales };
  });
  const theirs: WorkerProcess = await startWorkerProcess({ host: 'b', configPath });
  try {
    const refused = await redoubt(
      ['backup', 'start', 'orders', '--wait', '--json', '--config', configPath],
      lab.sandbox.directory,
    );
    expect(refused.exitCode).toBe(7);
    const { error } = JSON.parse(refused.stdout) as BackupResult;
    expect(error?.code).toBe('DATABASE_BUSY');
    expect(error?.message).toContain(before[0]?.name);
    expect(await lab.jobs()).toEqual(before);
  } finally {
    await theirs.kill();
  }
  await handle.cancel();
  await handle.result().catch(() => undefined);
  await ours.kill();
});

it('what a run left when Temporal lost its history is removed by the sweep at a worker’s start', async () => {
  const worker = await lab.worker('a');
  await lab.sandbox.oracle.addFault(slowJob);
  await lab.start();
  await dumpIsWritten();

  await worker.kill();
  await lab.sandbox.kill('temporal');
  for (const suffix of ['', '-shm', '-wal'])
    rmSync(join(lab.sandbox.directory, `temporal.db${suffix}`), { force: true });
  await lab.sandbox.start('temporal');
  expect((await lab.leftInDatabase()).length).toBeGreaterThan(0);

  await lab.worker('a');
  await waitFor('the sweep', async () => (await lab.leftInDatabase()).length === 0);
  await lab.sandbox.oracle.clearFaults();
  const result = (await (await lab.start()).result()) as BackupResult;
  expect(result.outcome).toBe('sealed');
});
