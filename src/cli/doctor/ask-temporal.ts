import { isGrpcServiceError } from '@temporalio/client';
import { explainTemporalError, type TemporalAccess } from '../temporal-client';
import { brokenBy } from './examine';
import type { DoctorFinding } from './section';

/** For one check: a server that stops answering in the middle holds nobody up for longer. */
export const askLimitMs = 5000;

/**
 * Runs one check within a limit. What Temporal will not tell is a note; that it does not answer is a finding too.
 * @throws what is no error of Temporal's
 */
export async function askTemporal(
  { client, settings }: TemporalAccess,
  check: string,
  look: () => Promise<readonly DoctorFinding[]>,
  limitMs: number = askLimitMs,
): Promise<readonly DoctorFinding[]> {
  try {
    return await client.withDeadline(Date.now() + limitMs, look);
  } catch (error) {
    const denied = causesOf(error).find(isDenied);
    if (denied !== undefined) {
      return [{ check, state: 'note', reason: `Temporal does not tell: ${denied.message}`, remedy: null }];
    }
    const explained = explainTemporalError(error, settings);
    if (explained === error) throw error;
    return [brokenBy(check, explained)];
  }
}

/** PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED: not for us, or not on this server. */
export const isDenied = (error: Error): boolean => isGrpcServiceError(error) && [7, 12, 16].includes(error.code);

const causesOf = (error: unknown): readonly Error[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
