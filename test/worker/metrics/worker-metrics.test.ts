import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackupLab, type BackupLab } from '../../harness/backup-lab';
import { freePort, scrape, valueOf } from '../../harness/scrape';
import { waitFor } from '../../harness/wait-for';
import { startWorkerProcess } from '../../harness/worker-process';

const dashboard = readFileSync(join(__dirname, '../../../examples/monitoring/dashboard.json'), 'utf8');
const histogramsOnDashboard = new Set(dashboard.match(/temporal_[a-z_]+_bucket/g));

let lab: BackupLab;
let address: string;
beforeAll(async () => {
  lab = await openBackupLab({ demoBytes: 6_000_000 });
  address = `127.0.0.1:${await freePort()}`;
  await startMeasuredWorker();
});
afterAll(async () => {
  await stop();
  await lab.close();
});

let stop = async (): Promise<void> => undefined;
async function startMeasuredWorker(): Promise<void> {
  const worker = await startWorkerProcess({ host: 'a', configPath: lab.configPath, metricsAddress: address });
  stop = () => worker.kill();
}

const value = async (name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> =>
  valueOf((await scrape(address)).series, name, labels);
const sales = { database: 'sales' };

test('a worker tells of its backups at /metrics, beside Temporal’s own metrics', async () => {
  await waitFor(
    'the regions’ lists',
    async () => (await value('redoubt_newest_backup_age_seconds', sales)) !== undefined,
  );
  expect(await value('redoubt_newest_backup_timestamp_seconds', sales)).toBe(0);
  expect(await value('redoubt_backup_active', sales)).toBe(0);

  const startedAtS = Date.now() / 1000;
  const run = await lab.start();
  await waitFor('the backup to be active', async () => (await value('redoubt_backup_active', sales)) === 1);
  await run.result();

  await waitFor(
    'the newest backup',
    async () => ((await value('redoubt_newest_backup_timestamp_seconds', sales)) ?? 0) > 0,
  );
  const { text, series } = await scrape(address);
  expect(valueOf(series, 'redoubt_newest_backup_timestamp_seconds', sales)).toBeGreaterThan(startedAtS - 5);
  expect(valueOf(series, 'redoubt_newest_backup_age_seconds', sales)).toBeLessThan(120);
  expect(valueOf(series, 'redoubt_newest_backup_regions', sales)).toBe(3);
  expect(valueOf(series, 'redoubt_backups_total', { ...sales, outcome: 'sealed' })).toBe(1);
  expect(valueOf(series, 'redoubt_backups_total', { ...sales, outcome: 'failed' })).toBe(0);
  expect(valueOf(series, 'redoubt_parts_total', sales)).toBeGreaterThan(0);
  expect(valueOf(series, 'redoubt_copied_bytes_total', sales)).toBeGreaterThan(1_000_000);
  expect(valueOf(series, 'redoubt_backup_active', sales)).toBe(0);
  for (const region of lab.regionNames) expect(valueOf(series, 'redoubt_region_up', { region })).toBe(1);
  for (const histogram of histogramsOnDashboard) expect(text).toContain(histogram);
  // Nothing that grows with the number of backups becomes a label.
  expect(text).not.toMatch(/redoubt_\w+\{[^}]*\d{8}T\d{6}Z/);
});

test('a worker that starts while a region is silent knows the newest backup from the others', async () => {
  await stop();
  const [silent = ''] = lab.regionNames;
  const proxy = lab.proxies[silent];
  if (proxy === undefined) throw new RangeError(silent);
  proxy.behaviour = { before: () => 'cut' };
  try {
    await startMeasuredWorker();
    await waitFor('the newest backup', async () => (await value('redoubt_newest_backup_regions', sales)) === 2);
    expect(await value('redoubt_newest_backup_timestamp_seconds', sales)).toBeGreaterThan(0);
  } finally {
    proxy.behaviour = {};
  }
});

test('an address in use, or that is none, is an error that names it', async () => {
  const taken = await lab.redoubt('worker', '--host', 'b', '--metrics-address', address);
  expect([taken.exitCode, taken.stderr]).toEqual([3, expect.stringContaining(`METRICS_ADDRESS_UNUSABLE`)]);
  expect(taken.stderr).toContain(`${address}: Address already in use`);
  const wrong = await lab.redoubt('worker', '--host', 'b', '--metrics-address', 'localhost:9464');
  expect([wrong.exitCode, wrong.stderr]).toEqual([3, expect.stringContaining('not an IP address and a port')]);
});
