import { createHash } from 'node:crypto';
import type { Environment } from './config-file';
import type { Config } from './schema';
import { temporalAddress } from './temporal-settings';

/**
 * Tags what this installation creates in databases: 1 to 8 of A-Z and 0-9. Default: a digest of Temporal's address and
 * namespace, which all workers of one installation share.
 */
export function installationTag(config: Config, env: Environment): string {
  if (config.installation !== undefined) return config.installation.toUpperCase();
  const { address, namespace } = temporalAddress(config, env);
  return createHash('sha256').update(`${address}\n${namespace}`).digest('hex').slice(0, 8).toUpperCase();
}
