import { BackupError } from '../errors';
import type { Region } from './region';
import type { Admission, RegionHealth } from './region-health';
import { objectRetries, withRetries, type RetryLimits } from './retry';

export interface ObjectToPut {
  readonly key: string;
  readonly body: Buffer;
  /** In hex. */
  readonly sha256: string;
}

export interface PutOptions {
  readonly health: RegionHealth;
  readonly signal: AbortSignal;
  readonly retries?: RetryLimits;
}

/** How long a region that was down may take to answer before a whole part is sent to it. */
const probeTimeoutMs = 2000;

/**
 * Puts an object in one region, again and again within its limits, unless the region is known to be down.
 * @throws BackupError of the last attempt, or why the region is left out; the signal's reason when aborted
 */
export async function putToRegion(region: Region, object: ObjectToPut, options: PutOptions): Promise<void> {
  const { health, signal, retries = objectRetries } = options;
  const { name } = region.settings;
  const admission = health.admit(name);
  if (admission.kind === 'down') throw admission.error;
  try {
    if (admission.kind === 'probe') await probe(region, object, signal);
    else {
      const put = () => region.putObject(object.key, object.body, object.sha256, { signal });
      await withRetries(put, { limits: retries, signal, isWorthIt: () => !health.isDown(name) });
    }
    health.succeeded(name);
  } catch (error) {
    // Called off by us: that says nothing of the region.
    if (!signal.aborted) judge(name, error, admission, health);
    else if (admission.kind === 'probe') health.unprobed(name);
    throw error;
  }
}

/** A cheap question first: a region that hangs must not hold a part for long. */
async function probe(region: Region, { key, body, sha256 }: ObjectToPut, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(probeTimeoutMs);
  await region.headObject(key, { signal: AbortSignal.any([signal, timeout]) }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new BackupError('REGION_UNAVAILABLE', `region ${region.settings.name} does not answer`, { cause: error });
  });
  await region.putObject(key, body, sha256, { signal });
}

function judge(name: string, error: unknown, admission: Admission, health: RegionHealth): void {
  // A conflict is about one object; all other codes are about the region.
  if (error instanceof BackupError && error.code === 'OBJECT_CONFLICT') health.succeeded(name);
  else if (error instanceof BackupError) health.failed(name, error, admission);
  else if (admission.kind === 'probe') health.unprobed(name);
}
