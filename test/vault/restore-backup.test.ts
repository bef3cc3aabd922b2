import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityFileText } from '../../src/vault/age-keys';
import { restoreBackup } from '../../src/vault/restore-backup';
import { database, exampleBytes, exampleKeys, makeBackup, type ExampleKeys } from './example-backup';
import { Gateway } from './versitygw';

describe('a restore', () => {
  let gateway: Gateway;
  let keys: ExampleKeys;
  let folder: string;

  beforeAll(async () => {
    gateway = await Gateway.start('london');
    keys = await exampleKeys();
    folder = await mkdtemp(join(tmpdir(), 'redoubt-restore-'));
    await writeFile(join(folder, 'identity.txt'), identityFileText(keys.age, new Date()), { mode: 0o600 });
  });
  afterAll(async () => {
    await gateway.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives back the same bytes under the same names', async () => {
    const region = gateway.open();
    const files = [
      { name: 'SALES_01.dmp', bytes: exampleBytes(750_000) },
      { name: 'SALES.log', bytes: Buffer.from('Job completed\n') },
    ];
    await makeBackup({ regions: [region], keys, files });
    const report = await restoreBackup({
      regions: [region],
      database,
      selector: { backup: 'latest' },
      identityFile: join(folder, 'identity.txt'),
      to: join(folder, 'one'),
      trusted: [keys.signing.publicKey],
    });
    expect(report.problems).toEqual([]);
    for (const { name, bytes } of files) expect(await readFile(join(folder, 'one', name))).toEqual(bytes);
    region.close();
  });
});
