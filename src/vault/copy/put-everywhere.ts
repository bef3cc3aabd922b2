import type { MissingByRegion, MissingParts } from '../../domain/copy-work';
import { BackupError } from '../../errors';

export type Outcomes = ReadonlyMap<string, BackupError | undefined>;

/** Waits for one attempt a region; what is no BackupError (an abort, a defect) is thrown once all have ended. */
export async function collectOutcomes(puts: ReadonlyMap<string, Promise<void>>): Promise<Outcomes> {
  const settled = await Promise.allSettled(puts.values());
  const outcomes = new Map<string, BackupError | undefined>();
  for (const [i, name] of [...puts.keys()].entries()) {
    const result = settled[i];
    const reason: unknown = result?.status === 'rejected' ? result.reason : undefined;
    if (reason !== undefined && !(reason instanceof BackupError)) throw reason;
    outcomes.set(name, reason);
  }
  return outcomes;
}

/** The regions that lack the object, each with its reason. */
export function missingIn(outcomes: Outcomes, parts: number): MissingByRegion {
  const missing: Record<string, MissingParts> = {};
  for (const [name, error] of outcomes) {
    if (error !== undefined) missing[name] = { parts, reason: reasonOf(error) };
  }
  return missing;
}

export function reasonOf(error: BackupError): string {
  return `${error.code}: ${error.message}`;
}

/** Where no region has the object: an error that is worth a retry, if there is one. */
export function throwIfNowhere(outcomes: Outcomes): void {
  const errors = [...outcomes.values()];
  if (errors.includes(undefined)) return;
  throw (
    errors.find((error) => error?.retryable === true) ?? errors[0] ?? new BackupError('INTERNAL', 'no region given')
  );
}
