import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  ServiceError,
} from '@temporalio/client';
import type { Config } from '../config/schema';
import { temporalSettings, type TemporalSettings } from '../config/temporal-settings';
import { BackupError } from '../errors';
import type { CliIo } from './cli-io';

const connectTimeoutMs = 5000;
/** About two seconds of trying: a person sits in front of it. The client's default is thirteen. */
const attemptsOfACall = 6;

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
    throw explainTemporalError(error, settings);
  } finally {
    await connection.close();
  }
}

async function connect({ address, apiKey, tls, metadata }: TemporalSettings): Promise<Connection> {
  try {
    return await Connection.connect({
      address,
      connectTimeout: connectTimeoutMs,
      interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: attemptsOfACall }))],
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
      ...(metadata === undefined ? {} : { metadata }),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('TEMPORAL_UNREACHABLE', `cannot reach Temporal at ${address}: ${reason}`, { cause });
  }
}

/** Temporal did not answer, or would not: as opposed to what our own code threw. */
export function isTemporalError(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}

/** In the table's words, where it is Temporal's; anything else as it is. */
export function explainTemporalError(error: unknown, { address, namespace }: TemporalSettings): unknown {
  const reasons = causesOf(error).map(({ message }) => message);
  if (causesOf(error).some(({ name, message }) => name === 'NamespaceNotFoundError' || isNamespaceMissing(message))) {
    return new BackupError('TEMPORAL_UNREACHABLE', `Temporal at ${address} has no namespace "${namespace}"`, {
      cause: error,
      hint: 'Correct temporal.namespace, or create it: `temporal operator namespace create`.',
    });
  }
  if (!isTemporalError(error)) return error;
  return new BackupError('TEMPORAL_UNREACHABLE', `Temporal at ${address}: ${[...new Set(reasons)].join(': ')}`, {
    cause: error,
  });
}

const isNamespaceMissing = (message: string): boolean => /namespace .* (is )?not found/i.test(message);

function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
