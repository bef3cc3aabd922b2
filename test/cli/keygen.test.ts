import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../src/config/load-config';
import { readIdentities } from '../../src/vault/crypto/age-keys';
import { readSigningKey } from '../../src/vault/crypto/ssh-keys';
import { exampleConfig } from '../config/example-config';
import { collectCli } from './collected-io';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'redoubt-keygen-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test('keys are made that the vault, ssh-keygen and the configuration take', async () => {
  const { exitCode, stdout } = await collectCli(['keygen', '--dir', 'keys', '--json'], { cwd });
  expect(exitCode).toBe(0);
  const made = JSON.parse(stdout) as Record<string, string>;
  const { identityFile = '', signingKeyFile = '', publicKeyFile = '', recipient = '', publicKey = '' } = made;
  expect(await readIdentities(identityFile)).toMatchObject([{ recipient }]);
  expect((await readSigningKey(signingKeyFile)).publicKey).toBe(publicKey);
  expect(execFileSync('ssh-keygen', ['-y', '-f', signingKeyFile], { encoding: 'utf8' })).toContain(publicKey);
  expect(readFileSync(publicKeyFile, 'utf8')).toContain(publicKey);
  const config = parseConfig(exampleConfig.replace(/age1\w+/, recipient), 'redoubt.yaml');
  expect(config.encryption.recipients).toEqual([recipient]);
});

test('secret files are for their owner alone', async () => {
  await collectCli(['keygen', '--dir', 'keys'], { cwd });
  const modeOf = (file: string): string => (statSync(join(cwd, 'keys', file)).mode & 0o777).toString(8);
  expect([modeOf('.'), modeOf('identity.txt'), modeOf('signing-key')]).toEqual(['700', '600', '600']);
});

test('for people it says what goes where, and shows no secret', async () => {
  const { stdout } = await collectCli(['keygen'], { cwd });
  expect(stdout).toMatch(/age1\w+\n\s+into the configuration: encryption.recipients/);
  expect(stdout).not.toMatch(/AGE-SECRET-KEY|PRIVATE KEY/);
});

test('a key that is there is not overwritten, and nothing else is written', async () => {
  writeFileSync(join(cwd, 'signing-key'), 'mine');
  const { exitCode, stderr } = await collectCli(['keygen'], { cwd });
  expect(exitCode).toBe(9);
  expect(stderr).toContain(`${join(cwd, 'signing-key')} is there already`);
  expect(() => statSync(join(cwd, 'identity.txt'))).toThrow('ENOENT');
});
