import { readFileSync } from 'node:fs';
import { BackupError } from '../errors';
import type { Environment } from './config-file';
import type { Config } from './schema';
import { resolveSecret } from './secrets';

/** How to reach Temporal; the shape that both its client's and its worker's connection take. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly apiKey?: string;
  readonly tls?: boolean | TlsSettings;
}

export interface TlsSettings {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Buffer;
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
}

/** Configuration first, then the variables that `temporal` reads, then its defaults. */
export function temporalAddress(
  { temporal }: Pick<Config, 'temporal'>,
  env: Environment,
): { readonly address: string; readonly namespace: string } {
  return {
    address: temporal.address ?? (env['TEMPORAL_ADDRESS'] || 'localhost:7233'),
    namespace: temporal.namespace ?? (env['TEMPORAL_NAMESPACE'] || 'default'),
  };
}

/**
 * @throws BackupError SECRET_MISSING where an API key or a certificate that is named is not there.
 */
export function temporalSettings(config: Pick<Config, 'temporal'>, env: Environment): TemporalSettings {
  const { temporal } = config;
  const apiKey =
    temporal.apiKey === undefined ? env['TEMPORAL_API_KEY'] || undefined : resolveSecret(temporal.apiKey, env);
  const tls = tlsSettings(temporal.tls, apiKey !== undefined, env);
  return {
    ...temporalAddress(config, env),
    taskQueue: temporal.taskQueue,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
  };
}

/** The rules of `temporal`: an API key or a certificate turns TLS on unless it is turned off. */
function tlsSettings(
  configured: boolean | undefined,
  hasApiKey: boolean,
  env: Environment,
): boolean | TlsSettings | undefined {
  const asked = configured ?? parseSwitch(env['TEMPORAL_TLS']);
  if (asked === false) return undefined;
  const serverName = env['TEMPORAL_TLS_SERVER_NAME'];
  const rootCertificate = pemOf('TEMPORAL_TLS_SERVER_CA_CERT', env);
  const crt = pemOf('TEMPORAL_TLS_CLIENT_CERT', env);
  const key = pemOf('TEMPORAL_TLS_CLIENT_KEY', env);
  if ((crt === undefined) !== (key === undefined))
    throw new BackupError('SECRET_MISSING', 'TEMPORAL_TLS_CLIENT_CERT_* and TEMPORAL_TLS_CLIENT_KEY_* belong together');
  const tls: TlsSettings = {
    ...(serverName ? { serverNameOverride: serverName } : {}),
    ...(rootCertificate === undefined ? {} : { serverRootCACertificate: rootCertificate }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
  };
  if (Object.keys(tls).length > 0) return tls;
  return asked === true || hasApiKey ? true : undefined;
}

const parseSwitch = (value: string | undefined): boolean | undefined =>
  value === undefined || value === '' ? undefined : /^(1|true|t|yes|on)$/i.test(value);

/** `<name>_PATH` or `<name>_DATA`, as `temporal` reads them. */
function pemOf(name: string, env: Environment): Buffer | undefined {
  const path = env[`${name}_PATH`];
  const data = env[`${name}_DATA`];
  if (data) return Buffer.from(data);
  if (!path) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new BackupError('SECRET_MISSING', `cannot read ${path}, named by ${name}_PATH`, { cause });
  }
}
