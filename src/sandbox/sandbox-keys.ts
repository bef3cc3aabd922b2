import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generateAgeKeys, identityFileText, readIdentities } from '../vault/crypto/age-keys';
import { generateSigningKey } from '../vault/crypto/ssh-keys';
import { writePrivateFile } from './sandbox-state';
import { identityFileName } from './sandbox-status';

export interface SandboxKeys {
  /** age1… */
  readonly recipients: readonly string[];
  readonly signingKeyFile: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}

/** The sandbox's own keys, all on one machine as no real installation would have them; made when they are not there. */
export async function sandboxKeys(directory: string): Promise<SandboxKeys> {
  const identityFile = path.join(directory, identityFileName);
  if (!existsSync(identityFile)) {
    writePrivateFile(identityFile, identityFileText(await generateAgeKeys(), new Date()));
  }
  const signingKeyFile = path.join(directory, 'signing-key');
  const publicKeyFile = `${signingKeyFile}.pub`;
  // The public half is written first: where there is a private one, both are there.
  if (!existsSync(signingKeyFile)) {
    const key = generateSigningKey('redoubt sandbox');
    writePrivateFile(publicKeyFile, `${key.publicKey} redoubt sandbox\n`);
    writePrivateFile(signingKeyFile, key.privateFile);
  }
  const [type, blob] = readFileSync(publicKeyFile, 'utf8').split(' ');
  const recipients = (await readIdentities(identityFile)).map(({ recipient }) => recipient);
  return { recipients, signingKeyFile, publicKey: `${type} ${blob}` };
}
