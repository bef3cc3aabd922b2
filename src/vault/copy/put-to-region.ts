import { BackupError } from '../../errors';
import type { Region } from '../region/region';
import type { Admission, RegionHealth } from '../region/region-health';
import { objectRetries, withRetries, type RetryLimits } from '../region/retry';

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
  /** Sees each attempt to put the object, from the first (1) on. Default: nobody does. */
  readonly watch?: PutWatcher;
}

export type PutWatcher = (attempt: number, put: () => Promise<PutResult>) => Promise<PutResult>;
export type PutResult = Awaited<ReturnType<Region['putObject']>>;

const unwatched: PutWatcher = (_attempt, put) => put();

/** How long a region that was down may take to answer before a whole part is sent to it. */
const probeTimeoutMs = 2000;

/**
 * Puts an object in one region, again and again within its limits, unless the region is known to be down.
 * @throws BackupError of the last attempt, or why the region is left out; the signal's reason when aborted
 */
export async function putToRegion(region: Region, object: ObjectToPut, options: PutOptions): Promise<void> {
  const { health, signal, retries = objectRetries, watch = unwatched } = options;
  const { name } = region.settings;
  const admission = health.admit(name);
  if (admission.kind === 'down') throw admission.error;
  try {
    const put = (attempt: number): Promise<PutResult> =>
      watch(attempt, () => region.putObject(object.key, object.body, object.sha256, { signal }));
    if (admission.kind === 'probe') {
      await probe(region, object.key, signal);
      await put(1);
    } else {
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
async function probe(region: Region, key: string, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(probeTimeoutMs);
  await region.headObject(key, { signal: AbortSignal.any([signal, timeout]) }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new BackupError('REGION_UNAVAILABLE', `region ${region.settings.name} does not answer`, { cause: error });
  });
}

function judge(name: string, error: unknown, admission: Admission, health: RegionHealth): void {
  // A conflict is about one object; all other codes are about the region.
  if (error instanceof BackupError && error.code === 'OBJECT_CONFLICT') health.succeeded(name);
  else if (error instanceof BackupError) health.failed(name, error, admission);
  else if (admission.kind === 'probe') health.unprobed(name);
}
