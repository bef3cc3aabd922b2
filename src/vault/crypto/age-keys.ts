import { readFile } from 'node:fs/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BackupError } from '../../errors';

export interface AgeKeyPair {
  /** `AGE-SECRET-KEY-1…`: opens backups. */
  readonly identity: string;
  /** `age1…`: what backups are sealed for. */
  readonly recipient: string;
}

export async function generateAgeKeys(): Promise<AgeKeyPair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The text of an identity file, as `age-keygen` writes it. Keep it at mode 0600. */
export function identityFileText({ identity, recipient }: AgeKeyPair, createdAt: Date): string {
  return `# created: ${createdAt.toISOString()}\n# public key: ${recipient}\n${identity}\n`;
}

/**
 * The identities of a file that `redoubt keygen` or `age-keygen` wrote: one a line, `#` begins a comment.
 * @throws BackupError IDENTITY_INVALID. No message repeats what the file holds.
 */
export async function readIdentities(path: string): Promise<readonly AgeKeyPair[]> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new BackupError('IDENTITY_INVALID', `the identity file ${path} cannot be read: ${cause.message}`, { cause });
  });
  return parseIdentities(text, path);
}

/** @throws BackupError IDENTITY_INVALID */
export async function parseIdentities(text: string, path: string): Promise<readonly AgeKeyPair[]> {
  if (text.startsWith('age-encryption.org/') || text.startsWith('-----BEGIN AGE ENCRYPTED FILE')) {
    throw new BackupError('IDENTITY_INVALID', `${path} is itself encrypted: open it with \`age -d\` first`);
  }
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.flatMap((line, i) => (line === '' || line.startsWith('#') ? [] : [{ line, number: i + 1 }]));
  if (keys.length === 0) throw new BackupError('IDENTITY_INVALID', `${path} holds no identity`);
  return Promise.all(keys.map(({ line, number }) => parseIdentity(line, `${path}, line ${number}`)));
}

async function parseIdentity(identity: string, where: string): Promise<AgeKeyPair> {
  if (!identity.startsWith('AGE-SECRET-KEY-')) {
    throw new BackupError('IDENTITY_INVALID', `${where} is not an age identity (AGE-SECRET-KEY-1…)`);
  }
  try {
    return { identity, recipient: await identityToRecipient(identity) };
  } catch {
    // The cause is left out: it may repeat the key.
    throw new BackupError('IDENTITY_INVALID', `${where} is damaged: its check sum does not fit`);
  }
}
