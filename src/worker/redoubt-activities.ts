import type { Client } from '@temporalio/client';
import { createCommitActivities } from '../../activities/commit';
import { createCopyActivities } from '../../activities/copies';
import { createDatabaseActivities } from '../../activities/database';
import { createExportActivities } from '../../activities/export';
import { createHostActivities, type LaneSlots } from '../../activities/hosts';
import { createOwnershipActivities } from '../../activities/ownership';
import { createTimingActivities } from '../../activities/timing';
import type { Settings } from '../../activities/settings';
import type { PartThreads } from '../vault/part-threads';
import type { RegionHealth } from '../vault/region-health';

export interface WorkerParts {
  readonly settings: Settings;
  readonly client: () => Client;
  readonly lanes: LaneSlots;
  readonly threads: PartThreads;
  readonly health: RegionHealth;
}

/** All activities of the shared queue and of a lane; which runs where is the workflow's choice. */
export function redoubtActivities(parts: WorkerParts) {
  return {
    ...createDatabaseActivities(parts),
    ...createExportActivities(parts),
    ...createCopyActivities(parts),
    ...createCommitActivities(parts),
    ...createOwnershipActivities(parts),
    ...createHostActivities(parts),
    ...createTimingActivities(parts),
  };
}
