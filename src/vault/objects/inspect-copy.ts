import type { RegionCopy } from '../../domain/manifest';
import { BackupError } from '../../errors';
import { missingObjects, type CopyToInspect } from './missing-objects';
import { reasonOf } from '../copy/put-everywhere';
import { RegionReader } from '../region/region-reader';
import type { Region } from '../region/region';
import { withRetries } from '../region/retry';

/** Whoever asks will ask again. */
const retries = { attempts: 3, withinMs: 5000, firstDelayMs: 250, maxDelayMs: 1000 };

export interface InspectOrder extends Omit<CopyToInspect, 'reader'> {
  /** Where file objects and indexes are read from; the target may be one of them. */
  readonly sources: readonly Region[];
  /** Why parts are missing, where that is known (the copy's own account). */
  readonly reason?: string;
}

/**
 * The state of one region's copy, by its own listing: `whole` means that it alone can restore the backup (but for the
 * manifest). A region that does not answer is `unavailable`, with the reason: that is an answer, no error.
 * @throws BackupError where a file object or an index is readable in no region; the signal's reason
 */
export async function inspectCopy(order: InspectOrder): Promise<RegionCopy> {
  const { settings } = order.target;
  const about = { region: settings.name, jurisdiction: settings.jurisdiction };
  try {
    const { parts, others } = await withRetries(() => countMissing(order), { limits: retries, signal: order.signal });
    if (parts + others === 0) return { ...about, state: 'whole', missingParts: 0 };
    const reason = order.reason ?? (parts === 0 ? `${others} indexes are missing` : undefined);
    return { ...about, state: 'incomplete', missingParts: parts, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    if (!(error instanceof TargetFailed)) throw error;
    return { ...about, state: 'unavailable', missingParts: 0, reason: reasonOf(error.error) };
  }
}

async function countMissing(order: InspectOrder): Promise<{ readonly parts: number; readonly others: number }> {
  const { sources: regions, backup, signal } = order;
  const reader = new RegionReader({ regions, backup, signal });
  const target = markingFailures(order.target);
  const counts = { part: 0, index: 0, file: 0 };
  for await (const { kind } of missingObjects({ ...order, reader, target })) counts[kind] += 1;
  return { parts: counts.part, others: counts.index + counts.file };
}

/** Tells the failures of the region that is looked at from those of the regions that are read. */
class TargetFailed extends BackupError {
  constructor(readonly error: BackupError) {
    super(error.code, error.message, { cause: error });
  }
}

function markingFailures(region: CopyToInspect['target']): CopyToInspect['target'] {
  return {
    settings: region.settings,
    async *listObjects(prefix, options) {
      try {
        yield* region.listObjects(prefix, options);
      } catch (error) {
        throw error instanceof BackupError ? new TargetFailed(error) : error;
      }
    },
  };
}
