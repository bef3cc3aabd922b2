import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { BackupError } from '../errors';
import { generateAgeKeys, identityFileText } from '../vault/crypto/age-keys';
import { generateSigningKey } from '../vault/crypto/ssh-keys';
import { addExample, globalOptions, printResult, type CliIo } from './cli-io';

/** `redoubt keygen` */
export function addKeygenCommand(program: Command, io: CliIo): void {
  const command = program
    .command('keygen')
    .description('Make an identity that opens backups, and the key that signs them. Never overwrites a file.')
    .option('--dir <dir>', 'where to put them', '.')
    .action((options: { dir: string }, self: Command) => makeKeys(resolve(io.cwd, options.dir), self, io));
  addExample(command, 'redoubt keygen --dir ~/redoubt-keys');
}

interface MadeKeys {
  readonly identityFile: string;
  readonly recipient: string;
  readonly signingKeyFile: string;
  readonly publicKeyFile: string;
  readonly publicKey: string;
}

async function makeKeys(folder: string, self: Command, io: CliIo): Promise<void> {
  const files = {
    identityFile: join(folder, 'identity.txt'),
    signingKeyFile: join(folder, 'signing-key'),
    publicKeyFile: join(folder, 'signing-key.pub'),
  };
  for (const file of Object.values(files)) if (existsSync(file)) throw isThere(file);
  const age = await generateAgeKeys();
  const signing = generateSigningKey('redoubt');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeNew(files.identityFile, identityFileText(age, new Date()), 0o600);
  writeNew(files.signingKeyFile, signing.privateFile, 0o600);
  writeNew(files.publicKeyFile, `${signing.publicKey} redoubt\n`, 0o644);
  const made = { ...files, recipient: age.recipient, publicKey: signing.publicKey };
  printResult(io, globalOptions(self), made, explain(made));
}

function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(file);
    throw new BackupError('TARGET_UNWRITABLE', `cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
}

function isThere(file: string): BackupError {
  return new BackupError('TARGET_NOT_EMPTY', `${file} is there already, and a key is never overwritten`, {
    hint: 'Give another folder with --dir: whoever loses an identity loses the backups that it opens.',
  });
}

const explain = ({ identityFile, recipient, signingKeyFile, publicKey }: MadeKeys): string =>
  `identity     ${identityFile}
             opens the backups: onto restore hosts and into a safe, not onto backup hosts. Without it nothing can be restored.
recipient    ${recipient}
             into the configuration: encryption.recipients
signing key  ${signingKeyFile}
             onto the hosts of workers; its path into the configuration: signing.key.file
public key   ${publicKey}
             into the configuration of restore hosts: signing.trusted`;
