import { hash } from 'node:crypto';
import { monitorSeriesKey, monitorSeriesName } from '../../domain/object-keys';
import { BackupError } from '../../errors';
import { collectOutcomes, throwIfNowhere, type Outcomes } from '../copy/put-everywhere';
import type { CallOptions, Region } from '../region/region';
import { withRetries, type RetryLimits } from '../region/retry';
import { placeIn, type BackupPlace } from './vault-place';

export interface SeriesOptions extends CallOptions {
  readonly retries?: RetryLimits;
  /** For each region, in all: the commit waits for it. */
  readonly withinMs?: number;
}

const seriesRetries: RetryLimits = { attempts: 2, withinMs: 2000, firstDelayMs: 250, maxDelayMs: 500 };
const seriesWithinMs = 5000;

/** As the manifest names it. */
export interface StoredSeries {
  /** Below `<prefix>/<database>/`. */
  readonly key: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Regions that lack it, and why. */
  readonly outcomes: Outcomes;
}

/**
 * Puts a backup's series beside its manifest in every region, conditionally as all objects; safe to do again. One region
 * is enough: the figures are not worth a backup.
 * @throws BackupError where no region took it
 */
export async function putMonitorSeries(
  regions: readonly Region[],
  { database, backupId }: BackupPlace,
  bytes: Buffer,
  { signal, retries = seriesRetries, withinMs = seriesWithinMs }: SeriesOptions = {},
): Promise<StoredSeries> {
  const sha256 = hash('sha256', bytes);
  const put = async (region: Region): Promise<void> => {
    const key = monitorSeriesKey(placeIn(region, database), backupId, sha256);
    const timeout = AbortSignal.timeout(withinMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const once = () => region.putObject(key, bytes, sha256, { signal: either });
    await withRetries(once, { signal: either, limits: retries }).catch((error: unknown) => {
      if (!timeout.aborted || signal?.aborted === true) throw error;
      throw new BackupError('REGION_UNAVAILABLE', `region ${region.settings.name} did not take ${key} in time`);
    });
  };
  const outcomes = await collectOutcomes(new Map(regions.map((region) => [region.settings.name, put(region)])));
  throwIfNowhere(outcomes);
  return { key: monitorSeriesName(backupId, sha256), sha256, sizeBytes: bytes.length, outcomes };
}

/** Gives a sealed backup's series to the regions that lack it. It is no reason for a repair to fail. */
export async function fillMonitorSeries(
  targets: readonly Region[],
  sources: readonly Region[],
  place: BackupPlace,
  sha256: string,
  options: SeriesOptions = {},
): Promise<void> {
  try {
    await putMonitorSeries(targets, place, await readMonitorSeries(sources, place, sha256, options), options);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
  }
}

/**
 * The bytes of a series, from the first region that has them as the manifest's digest says.
 * @throws BackupError of the last region: OBJECT_MISSING, OBJECT_DAMAGED, and the codes of Region.getObject
 */
export async function readMonitorSeries(
  regions: readonly Region[],
  { database, backupId }: BackupPlace,
  sha256: string,
  options: CallOptions = {},
): Promise<Buffer> {
  let last = new BackupError('OBJECT_MISSING', `there is no region to read the series of ${backupId} from`);
  for (const region of regions) {
    const key = monitorSeriesKey(placeIn(region, database), backupId, sha256);
    try {
      const bytes = await region.getObject(key, options);
      if (hash('sha256', bytes) === sha256) return bytes;
      last = new BackupError(
        'OBJECT_DAMAGED',
        `region ${region.settings.name}: ${key} has other bytes than its manifest says`,
      );
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      last = error;
    }
  }
  throw last;
}
