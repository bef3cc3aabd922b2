import { readFileSync } from 'node:fs';
import { BackupError } from '../errors';
import type { Environment } from './config-file';
import type { SecretReference } from './schema';

/**
 * Looks a secret up, where and when it is needed.
 * @throws BackupError SECRET_MISSING that names the variable or the file; also where it is empty.
 */
export function resolveSecret(reference: SecretReference, env: Environment): string {
  const place = 'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
  const value = 'env' in reference ? env[reference.env] : readSecretFile(reference.file);
  if (value === undefined) throw new BackupError('SECRET_MISSING', `${place} is not set`);
  if (value === '') throw new BackupError('SECRET_MISSING', `${place} is empty`);
  return value;
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    // The code only: a message may not repeat what a file holds.
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new BackupError('SECRET_MISSING', `cannot read the file ${file} (${reason})`, { cause });
  }
}
