import type { DatabaseTarget } from '../domain/database-target';
import { BackupError } from '../errors';
import { didYouMean } from './closest-name';
import type { Environment } from './config-file';
import type { Config, DatabaseConfig } from './schema';
import { resolveSecret } from './secrets';

/** @throws BackupError UNKNOWN_DATABASE that names those there are. */
export function findDatabase(config: Config, name: string): DatabaseConfig {
  const database = Object.hasOwn(config.databases, name) ? config.databases[name] : undefined;
  if (database !== undefined) return database;
  const known = Object.keys(config.databases);
  const meant = didYouMean(name, known) || `; there are ${known.join(', ') || 'none'}`;
  throw new BackupError('UNKNOWN_DATABASE', `there is no database "${name}" in the configuration${meant}`);
}

/** @throws BackupError UNKNOWN_DATABASE, SECRET_MISSING. */
export function databaseTarget(config: Config, name: string, env: Environment): DatabaseTarget {
  const { connectString, user, password } = findDatabase(config, name);
  return { name, connectString, user, password: resolveSecret(password, env) };
}
