import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { identityFileText } from '../../../src/vault/crypto/age-keys';
import { putMonitorSeries } from '../../../src/vault/objects/monitor-series';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import { generateSigningKey } from '../../../src/vault/crypto/ssh-keys';
import { database, exampleBytes, exampleKeys, makeBackup } from '../example-backup';
import { Gateway } from '../versitygw';

const script = join(__dirname, '../../../docs/recover-by-hand.sh');
const backupId = '20261123T081500Z-3f2a9c';
/** An older one, for the aws command: it takes a second or two an object. */
const smallBackupId = '20261122T081500Z-aaaaaa';
const files = [
  { name: 'SALES_01.dmp', bytes: exampleBytes(1_250_000) },
  { name: 'EMPTY.dmp', bytes: Buffer.alloc(0) },
  { name: 'SALES.log', bytes: Buffer.from('Job completed\n') },
];
const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

describe('recovery by hand', () => {
  let gateway: Gateway;
  let folder: string;
  let signer: string;

  beforeAll(async () => {
    gateway = await Gateway.start('london');
    folder = await mkdtemp(join(tmpdir(), 'redoubt-hand-'));
    const keys = await exampleKeys();
    const threads = new PartThreads(2);
    const region = gateway.open();
    const options = { regions: [region], keys, threads, partsPerBatch: 5 };
    await makeBackup({ ...options, files, backupId });
    await makeBackup({ ...options, files: files.slice(1), backupId: smallBackupId });
    // It lies among the manifests, and is none.
    await putMonitorSeries([region], { database, backupId }, Buffer.from('a series'));
    region.close();
    await threads.close();
    signer = keys.signing.publicKey;
    await writeFile(join(folder, 'identity.txt'), identityFileText(keys.age, new Date()), { mode: 0o600 });
    await writeFile(join(folder, 'signers'), `redoubt namespaces="redoubt-backup" ${signer}\n`);
  });
  afterAll(async () => {
    await gateway.remove();
    await rm(folder, { recursive: true, force: true });
  });

  function run(args: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
    const where = ['--endpoint', gateway.endpoint, '--region', 'eu-test-1', '--bucket', 'vault', '--prefix', 'london'];
    const child = spawn('bash', [script, ...where, '--database', database, ...args], {
      env: { ...process.env, AWS_ACCESS_KEY_ID: 'redoubt', AWS_SECRET_ACCESS_KEY: 'redoubt-secret' },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, err })));
  }
  const keysIn = (signers: string): string[] => {
    const [identity, allowed] = [join(folder, 'identity.txt'), join(folder, signers)];
    return ['--identity', identity, '--allowed-signers', allowed];
  };

  async function expectWhole(to: string, expected: typeof files): Promise<void> {
    expect((await readdir(to)).toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
    for (const { name, bytes } of expected) expect((await readFile(join(to, name))).equals(bytes)).toBe(true);
  }

  it('gives back the newest backup with curl and the usual programs, byte for byte', async () => {
    const to = join(folder, 'by-curl');
    expect((await run(['--client', 'curl', '--list'])).out).toBe(`${smallBackupId}\n${backupId}\n`);
    expect(await run([...keysIn('signers'), '--to', to, '--client', 'curl'])).toMatchObject({ status: 0 });
    await expectWhole(to, files);
  });

  (isOnPath('aws') ? it : it.skip)('gives back a backup by its id with the aws command', async () => {
    const to = join(folder, 'by-aws');
    await run([...keysIn('signers'), '--to', to, '--client', 'aws', '--backup', smallBackupId]);
    await expectWhole(to, files.slice(1));
  });

  it('refuses a manifest that somebody else signed', async () => {
    const other = generateSigningKey('other').publicKey;
    await writeFile(join(folder, 'others'), `redoubt namespaces="redoubt-backup" ${other}\n`);
    const result = await run([...keysIn('others'), '--to', join(folder, 'unsigned')]);
    expect(result.status).toBe(1);
    expect(result.err).toContain('not by an allowed signer');
    expect(await readdir(join(folder, 'unsigned'))).toEqual([]);
  });

  it('refuses a part in which one bit is wrong', async () => {
    const parts = gateway.pathOf(`london/${database}/backups/${backupId}/parts`);
    const path = join(parts, (await readdir(parts)).toSorted()[4] ?? '');
    const bytes = await readFile(path);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const result = await run([...keysIn('signers'), '--backup', backupId, '--to', join(folder, 'flipped')]);
    expect(result.status).toBe(1);
    expect(result.err).toMatch(/parts\/0001-00000004-[0-9a-f]{16}\.zst\.age is damaged/);
    expect(await readdir(join(folder, 'flipped'))).toEqual(['SALES_01.dmp.partial']);
  });
});
