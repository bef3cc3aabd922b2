import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Region } from '../../src/vault/region/region';
import { identityFileText } from '../../src/vault/crypto/age-keys';
import { exampleBytes, exampleKeys, makeBackup, type ExampleKeys } from '../vault/example-backup';
import { Gateway } from '../vault/versitygw';
import { collectCli, type CliRun, type CliSetting } from './collected-io';
import { freePort } from './dev-server';

const older = '20261122T081500Z-111111';
const newer = '20261123T081500Z-3f2a9c';
const stem = 'rdbt_test_20261123t081500z_3f2a9c_1';
const dump = { name: `${stem}_01.dmp`, bytes: exampleBytes(750_000) };
const log = { name: `${stem}.log`, bytes: Buffer.from('Job completed\n') };

let folder: string;
let london: Gateway;
let frankfurt: Gateway;
let keys: ExampleKeys;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redoubt-cli-vault-'));
  [london, frankfurt] = await Promise.all([Gateway.start('london'), Gateway.start('frankfurt')]);
  keys = await exampleKeys();
  const regions = [london.open(), frankfurt.open()] as const;
  await makeBackup({ regions, keys, files: [dump, log], backupId: older });
  await makeBackup({ regions, keys, files: [dump, log], backupId: newer, manifestTo: [regions[0]] });
  regions.forEach((region: Region) => region.close());
  writeFileSync(join(folder, 'identity.txt'), identityFileText(keys.age, new Date()), { mode: 0o600 });
  writeFileSync(join(folder, 'redoubt.yaml'), configuration(await freePort()));
});
afterAll(async () => {
  await Promise.all([london.remove(), frankfurt.remove()]);
  rmSync(folder, { recursive: true });
});

const region = (gateway: Gateway): string => `
    endpoint: ${gateway.endpoint}
    region: eu-test-1
    bucket: vault
    prefix: ${gateway.name}
    pathStyle: true
    jurisdiction: EU
    accessKeyId: { env: KEY_ID }
    secretAccessKey: { env: ${gateway.name.toUpperCase()}_SECRET }`;

const configuration = (temporalPort: number): string => `
temporal: { address: "127.0.0.1:${temporalPort}" }
databases:
  sales:
    connectString: db1/SALES
    user: REDOUBT
    password: { env: NOT_NEEDED_HERE }
    export: { mode: schema, schemas: [SALES], directory: REDOUBT_DIR }
    copies: { regions: [london, frankfurt], minCopies: 2 }
regions:
  london: ${region(london)}
  frankfurt: ${region(frankfurt)}
encryption: { recipients: ["${keys.age.recipient}"] }
signing: { key: { file: signing-key }, trusted: ["${keys.signing.publicKey}"] }
`;

const env = { KEY_ID: 'redoubt', LONDON_SECRET: 'redoubt-secret', FRANKFURT_SECRET: 'redoubt-secret' };
const redoubt = (line: string, setting: CliSetting = {}): Promise<CliRun> =>
  collectCli(line.split(' '), { cwd: folder, env, ...setting });

test('the list is what the regions hold, newest first, also where Temporal is away', async () => {
  const { exitCode, stdout } = await redoubt('backup list sales --json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    backups: [
      {
        backupId: newer,
        database: 'sales',
        startedAt: '2026-11-23T08:15:00.000Z',
        state: 'sealed',
        bytes: 750_014,
        scn: '2318731',
        regions: ['london'],
        minCopies: 1,
      },
      expect.objectContaining({ backupId: older, regions: ['frankfurt', 'london'] }),
    ],
    running: [],
    older: 0,
    problems: [expect.stringContaining('running backups are not listed: cannot reach Temporal')],
  });
});

test('for people the list is a table, and a limit says how many are older', async () => {
  const { stdout } = await redoubt('backup list --limit 1');
  expect(stdout).toMatch(/^BACKUP +DATABASE +STARTED +STATE +SIZE +SCN +REGIONS\n/);
  expect(stdout).toMatch(new RegExp(`^${newer} +sales +2026-11-23 08:15Z +sealed +750 kB +2318731 +london$`, 'm'));
  expect(stdout).toContain('and 1 older ones: --limit shows more\n');
});

test('a limit that is no number is refused', async () => {
  expect(await redoubt('backup list --limit 0')).toMatchObject({ exitCode: 2 });
});

test('a stored backup is shown where Temporal is away', async () => {
  const { stdout } = await redoubt(`backup show ${older}`);
  expect(stdout).toMatch(new RegExp(`^stored: backup ${older} of sales, 750 kB in 2 files, SCN 2318731`));
});

test('a restore gives back the same bytes under their names, and prints the impdp line', async () => {
  const { exitCode, stdout } = await redoubt('restore sales --backup latest --to a --identity identity.txt --json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    backupId: newer,
    to: join(folder, 'a'),
    scn: '2318731',
    files: [{ name: dump.name, sizeBytes: 750_000 }, { name: log.name }],
    impdp: {
      line: expect.stringMatching(/^impdp \S+ directory=REDOUBT_DIR dumpfile=\S+\.dmp logfile=.*schemas=SALES$/),
    },
  });
  expect(readFileSync(join(folder, 'a', dump.name)).equals(dump.bytes)).toBe(true);
  expect(readFileSync(join(folder, 'a', log.name)).equals(log.bytes)).toBe(true);
});

test('for people it ends with what to do next', async () => {
  const { stdout } = await redoubt(`restore sales --backup ${older} --to b --identity identity.txt`);
  expect(stdout).toMatch(new RegExp(`restored: backup ${older} of sales \\(SCN 2318731\\), 750 kB from`));
  expect(stdout).toMatch(/^ {2}impdp .* directory=REDOUBT_DIR/m);
  expect(stdout).toContain('remap_schema=SALES:SALES_RESTORED');
});

test('--before takes the newest that was complete by then', async () => {
  const line = 'restore sales --before 2026-11-23T09:00:00+01:00 --to c --identity identity.txt --json';
  expect(JSON.parse((await redoubt(line)).stdout)).toMatchObject({ backupId: older });
});

test('with the secrets of one region only, the others are left out and named', async () => {
  const { exitCode, stderr } = await redoubt('restore sales --backup latest --to d --identity identity.txt', {
    env: { KEY_ID: 'redoubt', LONDON_SECRET: 'redoubt-secret' },
  });
  expect(exitCode).toBe(0);
  expect(stderr).toContain('region frankfurt is left out: the environment variable FRANKFURT_SECRET is not set');
});

test('--region reads from that one alone', async () => {
  const line = `restore sales --backup ${newer} --to e --identity identity.txt --region frankfurt --json`;
  const { exitCode, stdout } = await redoubt(line);
  expect(exitCode).toBe(9);
  expect(JSON.parse(stdout).error.code).toBe('BACKUP_NOT_FOUND');
});

test('Ctrl-C ends a restore with exit code 11, and leaves nothing', async () => {
  const line = 'restore sales --backup latest --to f --identity identity.txt';
  const { exitCode, stderr } = await redoubt(line, { interrupted: AbortSignal.abort() });
  expect({ exitCode, stderr }).toEqual({ exitCode: 11, stderr: expect.stringContaining('left nothing in') });
  expect(readdirSync(folder)).not.toContain('f');
});

describe('a wrong restore is refused by code', () => {
  test.each([
    ['restore sales --to x --identity identity.txt', 2, 'say which'],
    ['restore sales --backup latest --before 2026-11-23T09:00:00Z --to x --identity identity.txt', 2, 'not both'],
    ['restore sales --before yesterday --to x --identity identity.txt', 2, 'not a time with its zone'],
    ['restore sales --before 2026-11-23T09:00:00 --to x --identity identity.txt', 2, 'not a time with its zone'],
    ['restore sales --backup newest --to x --identity identity.txt', 2, '"newest" is no backup’s id'],
    ['restore sales --backup latest --identity identity.txt', 2, '--to <dir>'],
    ['restore sale --backup latest --to x --identity identity.txt', 3, 'did you mean "sales"?'],
    ['restore sales --backup latest --to x --identity identity.txt --region paris', 3, 'no region "paris"'],
    ['restore sales --backup latest --to x --identity no.txt', 9, 'IDENTITY_INVALID'],
    ['restore sales --backup latest --to . --identity identity.txt', 9, 'TARGET_NOT_EMPTY'],
    ['restore sales --backup 20260101T000000Z-000000 --to x --identity identity.txt', 9, 'BACKUP_NOT_FOUND'],
  ])('redoubt %s', async (line, exitCode, said) => {
    const run = await redoubt(line);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(said);
  });
});

test('a restore from no region that could be opened says which secret is missing', async () => {
  const run = await redoubt('restore sales --backup latest --to x --identity identity.txt', { env: {} });
  expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('KEY_ID is not set') });
});
