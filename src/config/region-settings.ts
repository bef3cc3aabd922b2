import type { RegionSettings } from '../domain/region-settings';
import { BackupError } from '../errors';
import { didYouMean } from './closest-name';
import type { Environment } from './config-file';
import { givenFields } from './given-fields';
import type { Config, RegionConfig } from './schema';
import { resolveSecret } from './secrets';

/**
 * What it takes to reach a region. Without credentials in the configuration there are none here: the AWS default chain.
 * @throws BackupError UNKNOWN_REGION, SECRET_MISSING.
 */
export function regionSettings(config: Config, name: string, env: Environment): RegionSettings {
  const region = Object.hasOwn(config.regions, name) ? config.regions[name] : undefined;
  if (region === undefined) throw unknownRegion(config, name);
  const { accessKeyId: _a, secretAccessKey: _s, sessionToken: _t, ...rest } = region;
  const { connections: _c, bandwidth: _b, notSentLowWater: _n, ...settings } = rest;
  const { jurisdiction, region: providerRegion, bucket, prefix, ...optional } = settings;
  return {
    name,
    jurisdiction,
    region: providerRegion,
    bucket,
    prefix,
    ...givenFields({ ...optional, credentials: credentialsOf(region, env) }),
  };
}

function credentialsOf(region: RegionConfig, env: Environment): RegionSettings['credentials'] {
  const { accessKeyId, secretAccessKey, sessionToken } = region;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    accessKeyId: resolveSecret(accessKeyId, env),
    secretAccessKey: resolveSecret(secretAccessKey, env),
    ...(sessionToken === undefined ? {} : { sessionToken: resolveSecret(sessionToken, env) }),
  };
}

function unknownRegion(config: Config, name: string): BackupError {
  const known = Object.keys(config.regions);
  const meant = didYouMean(name, known) || `; there are ${known.join(', ') || 'none'}`;
  return new BackupError('UNKNOWN_REGION', `there is no region "${name}" in the configuration${meant}`);
}
