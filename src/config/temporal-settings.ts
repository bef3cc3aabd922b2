import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { BackupError } from '../errors';
import type { Environment } from './config-file';
import { givenFields } from './given-fields';
import type { Config } from './schema';
import { resolveSecret } from './secrets';

/** How to reach Temporal; the shape that both its client's and its worker's connection take. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly apiKey?: string;
  readonly tls?: boolean | TlsSettings;
  /** Sent with every call (TEMPORAL_GRPC_META_*). */
  readonly metadata?: Record<string, string>;
}

type TlsSettings = Exclude<ClientConnectConfig['connectionOptions']['tls'], boolean | null | undefined>;

/** What `temporal` itself would use: its variables, then the profile of its own file. */
function ambient(env: Environment): ClientConnectConfig {
  const variables = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]));
  if (isGiven('TEMPORAL_TLS_CLIENT_CERT', env) !== isGiven('TEMPORAL_TLS_CLIENT_KEY', env)) {
    throw new BackupError('SECRET_MISSING', 'TEMPORAL_TLS_CLIENT_CERT_* and TEMPORAL_TLS_CLIENT_KEY_* belong together');
  }
  try {
    return loadClientConnectConfig({ overrideEnvVars: variables });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('SECRET_MISSING', `Temporal's variables or its profile file cannot be used: ${why}`, {
      cause,
    });
  }
}

const isGiven = (name: string, env: Environment): boolean => !!env[`${name}_PATH`] || !!env[`${name}_DATA`];

/** The configuration first, then what `temporal` reads, then its defaults. @throws BackupError SECRET_MISSING */
export function temporalAddress(
  { temporal }: Pick<Config, 'temporal'>,
  env: Environment,
): { readonly address: string; readonly namespace: string } {
  const { connectionOptions, namespace } = ambient(env);
  return {
    address: temporal.address ?? connectionOptions.address ?? 'localhost:7233',
    namespace: temporal.namespace ?? namespace ?? 'default',
  };
}

/** @throws BackupError SECRET_MISSING where an API key or a certificate that is named is not there */
export function temporalSettings(config: Pick<Config, 'temporal'>, env: Environment): TemporalSettings {
  const { temporal } = config;
  const { connectionOptions } = ambient(env);
  const fromElsewhere = typeof connectionOptions.apiKey === 'string' ? connectionOptions.apiKey : undefined;
  const apiKey = temporal.apiKey === undefined ? fromElsewhere : resolveSecret(temporal.apiKey, env);
  return {
    ...temporalAddress(config, env),
    taskQueue: temporal.taskQueue,
    ...givenFields({ apiKey, tls: tlsOf(temporal.tls, connectionOptions.tls, apiKey) }),
    ...metadataOf(connectionOptions.metadata),
  };
}

/** As `temporal` does it: an API key or a certificate turns TLS on unless it is turned off. */
function tlsOf(
  configured: boolean | undefined,
  tls: ClientConnectConfig['connectionOptions']['tls'],
  apiKey: string | undefined,
): boolean | TlsSettings | undefined {
  if (configured === false || tls === false) return undefined;
  if (typeof tls === 'object' && tls !== null) {
    // Asked for, and nothing said of certificates: the system's.
    return Object.values(tls).some((given) => given !== undefined) ? tls : true;
  }
  return (tls ?? (configured === true || apiKey !== undefined)) || undefined;
}

function metadataOf(metadata: ClientConnectConfig['connectionOptions']['metadata']): {
  metadata?: Record<string, string>;
} {
  const texts = Object.entries(metadata ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return texts.length === 0 ? {} : { metadata: Object.fromEntries(texts) };
}
