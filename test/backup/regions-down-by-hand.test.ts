import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { BackupResult } from '../../src/domain/backup-result';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';

const script = join(__dirname, '../../docs/recover-by-hand.sh');

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

it('one region is left, and nothing of ours: the script gives back the dump files as they were in the database', async () => {
  const { backupId } = (await (await lab.start()).result()) as BackupResult;
  const { directory, state } = lab.sandbox;
  await Promise.all(['temporal', 'oracle', 'london', 'frankfurt'].map((part) => lab.sandbox.stop(part)));

  const left = state.regions.find(({ name }) => name === 'stockholm');
  if (left === undefined) throw new RangeError('no stockholm');
  // The lab's configuration, from the sandbox's: it names the key that signs.
  const { signing } = parse(readFileSync(lab.configPath, 'utf8')) as { signing: { trusted: string[] } };
  const signers = join(directory, 'allowed-signers');
  writeFileSync(signers, `redoubt namespaces="redoubt-backup" ${signing.trusted[0]}\n`);
  const to = join(directory, 'by-hand');
  const recovered = await run(
    [
      `--endpoint http://127.0.0.1:${left.port} --region ${left.region} --bucket ${left.bucket}`,
      `--database sales --identity ${lab.identityFile} --allowed-signers ${signers} --to ${to}`,
    ].flatMap((options) => options.split(' ')),
    { AWS_ACCESS_KEY_ID: left.accessKeyId, AWS_SECRET_ACCESS_KEY: left.secretAccessKey },
  );
  expect(recovered).toMatchObject({ exitCode: 0 });

  await lab.sandbox.start('oracle');
  const { files } = await lab.sandbox.oracle.call('removed-files', {});
  const held = files.filter(({ name }) => name.includes(backupId.toLowerCase().replace('-', '_')));
  const dumps = readdirSync(to).filter((name) => name.endsWith('.dmp'));
  expect(dumps.length).toBeGreaterThan(0);
  for (const name of dumps) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(to, name)))
      .digest('hex');
    expect(held).toContainEqual(expect.objectContaining({ name, sha256 }));
  }
});

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ exitCode: number | null; said: string }> {
  const child = spawn('bash', [script, ...args], { env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, said }));
  });
}
