import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config/schema';
import { temporalSettings, type TemporalSettings } from '../config/temporal-settings';
import { BackupError } from '../errors';
import type { CliIo } from './cli-io';

const connectTimeoutMs = 5000;

/** A client of the configured Temporal, and what it was reached by. */
export interface TemporalAccess {
  readonly client: Client;
  readonly settings: TemporalSettings;
}

/**
 * Runs work with a client of Temporal, and closes it.
 * @throws BackupError TEMPORAL_UNREACHABLE after five seconds, with the address and the reason.
 */
export async function withTemporal<T>(
  config: Config,
  { env }: CliIo,
  work: (access: TemporalAccess) => Promise<T>,
): Promise<T> {
  const settings = temporalSettings(config, env);
  const connection = await connect(settings);
  try {
    return await work({ client: new Client({ connection, namespace: settings.namespace }), settings });
  } catch (error) {
    throw isNamespaceMissing(error)
      ? new BackupError(
          'TEMPORAL_UNREACHABLE',
          `Temporal at ${settings.address} has no namespace "${settings.namespace}"`,
          {
            cause: error,
            hint: 'Correct temporal.namespace, or create it: `temporal operator namespace create`.',
          },
        )
      : error;
  } finally {
    await connection.close();
  }
}

async function connect({ address, apiKey, tls }: TemporalSettings): Promise<Connection> {
  try {
    return await Connection.connect({
      address,
      connectTimeout: connectTimeoutMs,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('TEMPORAL_UNREACHABLE', `cannot reach Temporal at ${address}: ${reason}`, { cause });
  }
}

function isNamespaceMissing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'NamespaceNotFoundError' || /namespace .* (is )?not found/i.test(cause.message)) return true;
  }
  return false;
}
