import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BackupError } from '../errors';
import { writePrivateFile } from './sandbox-state';
import { identityFileName } from './sandbox-status';
import { runProgram } from './tools/run-program';

export interface SandboxKeys {
  /** The age recipient, age1… */
  readonly recipient: string;
  readonly signingKeyFile: string;
}

/** The sandbox's own keys; made when they are not there. */
export async function sandboxKeys(directory: string): Promise<SandboxKeys> {
  const identityFile = path.join(directory, identityFileName);
  if (!existsSync(identityFile)) writePrivateFile(identityFile, `${await generateX25519Identity()}\n`);
  const signingKeyFile = path.join(directory, 'signing-key');
  if (!existsSync(signingKeyFile)) await makeSigningKey(signingKeyFile);
  return { recipient: await identityToRecipient(readFileSync(identityFile, 'utf8').trim()), signingKeyFile };
}

async function makeSigningKey(file: string): Promise<void> {
  const args = ['-q', '-t', 'ed25519', '-N', '', '-C', 'redoubt sandbox', '-f', file];
  const { ok, output } = await runProgram('ssh-keygen', args, { timeoutMs: 10_000 });
  if (!ok) throw new BackupError('SANDBOX_FAILED', `no signing key could be made: ${output}`);
}
