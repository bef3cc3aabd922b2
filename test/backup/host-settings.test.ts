import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import { inPhase, openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import { waitFor } from '../harness/wait-for';
import type { WorkerProcess } from '../harness/worker-process';

// A killed worker is missed after 20 s without a heartbeat.
jest.setTimeout(120_000);

const files = ['tcp_wmem', 'tcp_rmem', 'tcp_fastopen', 'tcp_congestion_control', 'tcp_allowed_congestion_control'];
const fileOf = (name: string): string => `/proc/sys/net/ipv4/${name}`;
const readSettings = (): readonly string[] => files.map((name) => readFileSync(fileOf(name), 'utf8').trim());
/** The last value of tcp_wmem: what scope `host` raises wherever it is the kernel's default. */
const largestSendBuffer = (): number => Number(readFileSync(fileOf('tcp_wmem'), 'utf8').split(/\s+/)[2]);

const canSet = process.platform === 'linux' && process.getuid?.() === 0 && existsSync(fileOf('tcp_wmem'));
const withRights = canSet ? describe : describe.skip;

withRights('a backup that may change the host’s settings (needs root on Linux)', () => {
  const before = canSet ? readSettings() : [];
  let lab: BackupLab;
  let worker: WorkerProcess;
  beforeAll(async () => {
    // Whatever this kernel has, there is something to raise.
    writeFileSync(fileOf('tcp_wmem'), '4096 16384 4194304');
    lab = await openBackupLab({
      ...manyParts,
      configure: (config) => {
        manyParts.configure?.(config);
        config.acceleration = { scope: 'host' };
      },
    });
    worker = await lab.worker('a');
  });
  afterAll(async () => {
    await lab.close();
    for (const [i, name] of files.entries()) writeFileSync(fileOf(name), before[i] ?? '');
  });

  const startSlowExport = async (): Promise<WorkflowHandle> => {
    await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 1_000_000 });
    const handle = await lab.start();
    await inPhase(handle, 'export');
    expect(largestSendBuffer()).toBeGreaterThan(4_194_304);
    return handle;
  };
  const records = (): readonly string[] =>
    readdirSync(lab.stateDirectory).filter((name) => name.startsWith('host-tuning-'));

  it('has them put back at its end, also when its worker was killed meanwhile', async () => {
    const untouched = readSettings();
    const handle = await startSlowExport();
    await worker.kill();
    expect(records()).toHaveLength(1);
    worker = await lab.worker('a');
    await lab.sandbox.oracle.clearFaults();
    const result = await expectOneCorrectBackup(lab, handle);
    expect(result.acceleration?.hostChanges).toContainEqual(expect.stringMatching(/^net\.ipv4\.tcp_wmem: /));
    expect(readSettings()).toEqual(untouched);
    expect(records()).toEqual([]);
  });

  it('has them put back by its keeper after Terminate', async () => {
    const untouched = readSettings();
    const handle = await startSlowExport();
    await handle.terminate('a test');
    await waitFor('the settings of before', () => JSON.stringify(readSettings()) === JSON.stringify(untouched));
    // It goes once they are back.
    await waitFor('the record’s end', () => records().length === 0);
    await lab.quieten();
  });

  it('has them put back by the next worker of the host when it was terminated and the host died', async () => {
    const untouched = readSettings();
    const handle = await startSlowExport();
    await worker.kill();
    await handle.terminate('a test');
    worker = await lab.worker('a');
    await waitFor('the settings of before', () => JSON.stringify(readSettings()) === JSON.stringify(untouched), 90_000);
    await lab.quieten();
  });
});
