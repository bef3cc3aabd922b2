import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestBytes, monitorFindings, type Manifest } from '../../../src/domain/manifest';
import { decodeSeries } from '../../../src/monitor/decode-series';
import { MonitorSeries } from '../../../src/monitor/series';
import { generateAgeKeys } from '../../../src/vault/crypto/age-keys';
import { putManifest } from '../../../src/vault/objects/manifests';
import { putMonitorSeries } from '../../../src/vault/objects/monitor-series';
import type { Region } from '../../../src/vault/region/region';
import { generateSigningKey, parseSigningKey } from '../../../src/vault/crypto/ssh-keys';
import { signBytes } from '../../../src/vault/crypto/ssh-signature';
import { exampleBackupId, exampleReport } from '../../report/example-series';
import { Gateway } from '../../vault/versitygw';
import { collectCli, type CliRun } from '../collected-io';
import { freePort } from '../dev-server';

const unwatched = '20261122T081500Z-111111';
const lost = '20261121T081500Z-222222';
const onTwoHosts = '20261120T081500Z-333333';
const { series, manifest } = exampleReport();
const signing = generateSigningKey('test');

let folder: string;
let gateways: readonly Gateway[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redoubt-cli-report-'));
  gateways = await Promise.all(['london', 'frankfurt'].map((name) => Gateway.start(name)));
  const regions = gateways.map((gateway) => gateway.open());
  const stored = await putMonitorSeries(regions, { database: 'sales', backupId: exampleBackupId }, series);
  const { outcomes: _, ...named } = stored;
  const watched = { ...manifest, monitor: { ...manifest.monitor, series: { ...named, samples: 1800 } } };
  await put(regions, watched);
  await put(regions, { ...manifest, backupId: unwatched, monitor: null });
  await put(regions, { ...watched, backupId: lost });
  await put(regions, await onTwo(regions, watched));
  regions.forEach((region) => region.close());
  writeFileSync(join(folder, 'redoubt.yaml'), configuration(await freePort(), (await generateAgeKeys()).recipient));
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.remove()));
  rmSync(folder, { recursive: true });
});

/** The same backup, as if a second host had seen the same; its series is there, and that of the third is not. */
async function onTwo(regions: readonly Region[], watched: Manifest): Promise<Manifest> {
  const of = (host: string): Buffer => new MonitorSeries({ backupId: onTwoHosts, host }).encode();
  const backup = { database: 'sales', backupId: onTwoHosts };
  const findings = monitorFindings(watched);
  if (findings === null) throw new Error('it was watched');
  const hosts = await Promise.all(
    ['host-1', 'host-2'].map(async (host) => {
      const { outcomes: _, ...named } = await putMonitorSeries(regions, backup, of(host));
      return { ...findings, host, series: { ...named, samples: 0 } };
    }),
  );
  const gone = { ...findings, host: 'host-3' };
  return { ...watched, backupId: onTwoHosts, monitor: { ...findings, hosts: [...hosts, gone] } };
}

async function put(regions: readonly Region[], written: Manifest): Promise<void> {
  const bytes = manifestBytes(written);
  const signature = signBytes(bytes, parseSigningKey(signing.privateFile, 'the test key'));
  const backup = { database: 'sales', backupId: written.backupId };
  for (const region of regions) await putManifest(region, backup, { bytes, signature }, { trusted: [] });
}

const configuration = (temporalPort: number, recipient: string): string => `
temporal: { address: "127.0.0.1:${temporalPort}" }
databases:
  sales:
    connectString: db1/SALES
    user: REDOUBT
    password: { env: NOT_NEEDED_HERE }
    export: { mode: schema, schemas: [SALES], directory: REDOUBT_DIR }
    copies: { regions: [london, frankfurt], minCopies: 2 }
regions:
${gateways
  .map(
    ({ name, endpoint }) => `  ${name}:
    endpoint: ${endpoint}
    region: eu-test-1
    bucket: vault
    prefix: ${name}
    pathStyle: true
    jurisdiction: EU
    accessKeyId: { env: KEY_ID }
    secretAccessKey: { env: SECRET }`,
  )
  .join('\n')}
encryption: { recipients: ["${recipient}"] }
signing: { key: { file: signing-key }, trusted: ["${signing.publicKey}"] }
`;

const redoubt = (line: string): Promise<CliRun> =>
  collectCli(line.split(' '), { cwd: folder, env: { KEY_ID: 'redoubt', SECRET: 'redoubt-secret' } });

test('a report is drawn without any key, and names its file', async () => {
  const { exitCode, stdout, stderr } = await redoubt(`backup report ${exampleBackupId}`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const file = join(folder, `redoubt-report-${exampleBackupId}.html`);
  expect(stdout).toBe(`report of backup ${exampleBackupId} of sales: ${file}\n`);
  expect(readFileSync(file, 'utf8')).toContain('loss, stockholm');
});

test('--json prints the series and the findings, and writes no file', async () => {
  const { stdout } = await redoubt(`backup report ${exampleBackupId} --json`);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ backupId: exampleBackupId, database: 'sales', file: null });
  expect(told.series).toEqual(decodeSeries(series));
  expect(told.findings.main.bottleneck).toBe('database');
});

test('the series of each host that was watched is read, and what is missing is said', async () => {
  const { exitCode, stdout } = await redoubt(`backup report ${onTwoHosts} --json --output two.html`);
  expect(exitCode).toBe(0);
  const { series: first, otherSeries, whyNoSeries } = JSON.parse(stdout);
  expect([first.host, otherSeries.map(({ host }: { host: string }) => host)]).toEqual(['host-1', ['host-2']]);
  expect(whyNoSeries).toContain('OBJECT_MISSING');
  expect(readFileSync(join(folder, 'two.html'), 'utf8')).toContain('The worker’s host host-2</h2>');
});

test('a backup that was not watched still has a report of its manifest', async () => {
  const { exitCode, stdout } = await redoubt(`backup report ${unwatched} --output bare.html`);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('There is no series: the backup ran without the monitor');
  expect(readFileSync(join(folder, 'bare.html'), 'utf8')).toContain('Phases</h2>');
});

test('a series that no region has is named, with why, and the report is drawn all the same', async () => {
  const { exitCode, stdout } = await redoubt(`backup report ${lost} --json --output lost.html`);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ series: null, whyNoSeries: expect.stringContaining('OBJECT_MISSING') });
  expect(existsSync(join(folder, 'lost.html'))).toBe(true);
});

test('one region that answers is enough', async () => {
  await gateways[0]?.down();
  const { exitCode, stdout } = await redoubt(`backup report ${exampleBackupId} --json`);
  await gateways[0]?.up();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).series.samples).toBe(1800);
});

test('a backup that is nowhere, a workflow while Temporal is away, and a place that cannot be written are refused', async () => {
  expect(await redoubt('backup report 20260101T000000Z-000000')).toMatchObject({
    exitCode: 9,
    stderr: expect.stringContaining('no region lists it'),
  });
  expect(await redoubt('backup report backup-sales')).toMatchObject({ exitCode: 4 });
  expect(await redoubt(`backup report ${exampleBackupId} --output no/where.html`)).toMatchObject({
    exitCode: 9,
    stderr: expect.stringContaining('TARGET_UNWRITABLE'),
  });
});
