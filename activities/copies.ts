import type { BackupPlan } from '../src/domain/backup-plan';
import type { BatchCursor, BatchDone, BatchOrder } from '../src/domain/copy-work';
import type { FileObject } from '../src/domain/manifest';
import { writeFileObject } from '../src/vault/objects/batch-index';
import type { PartMemory } from '../src/vault/seal/part-memory';
import type { PartThreads } from '../src/vault/seal/part-threads';
import type { PathMeters } from '../src/vault/copy/path-meters';
import type { RegionHealth } from '../src/vault/region/region-health';
import { copyBatch } from './copy-batch';
import { withHeartbeat } from './heartbeat';
import type { LaneSlots } from './hosts';
import type { Settings } from './settings';

export interface CopyDependencies {
  readonly settings: Settings;
  readonly lanes: LaneSlots;
  /** The process's threads that seal. */
  readonly threads: PartThreads;
  /** The process's memory for parts. */
  readonly memory: PartMemory;
  /** What the data path of each backup does in this process, for whoever looks. */
  readonly meters: PathMeters;
  /** What this process knows of regions that are down. */
  readonly health: RegionHealth;
}

export type CopyActivities = ReturnType<typeof createCopyActivities>;

/** Box "Redundant copies", its first half: parts, batch indexes and file objects, from a lane to every region. */
export function createCopyActivities(dependencies: CopyDependencies) {
  const { settings, lanes, health } = dependencies;
  return {
    /** Copies a span of parts; told to stop, it ends normally with what it did. */
    copyBatch: (order: BatchOrder): Promise<BatchDone> =>
      lanes.runBatch(order.plan.backupId, () =>
        withHeartbeat<BatchCursor, BatchDone>((beat) => copyBatch(order, dependencies, beat)),
      ),

    /** Stores the object that lists a file's batches. */
    storeFileObject: ({ plan, fileObject }: { plan: BackupPlan; fileObject: FileObject }) =>
      withHeartbeat(async ({ signal }) => {
        const target = { regions: settings.regionsOf(plan), backup: plan, health, signal };
        const { key, sha256 } = await writeFileObject(target, fileObject);
        return { key, sha256 };
      }),
  };
}
