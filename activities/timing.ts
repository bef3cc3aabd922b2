import type { Client } from '@temporalio/client';
import type { BackupPlan } from '../src/domain/backup-plan';
import type { LiveFigures } from '../src/domain/backup-progress';
import type { PastRates } from '../src/domain/forecast';
import { pastRates } from '../src/domain/past-rates';
import { readRecentManifests } from '../src/vault/objects/find-backup';
import { withHeartbeat } from './heartbeat';
import { readLiveFigures } from './live-figures';
import type { Settings } from './settings';

export interface TimingDependencies {
  readonly settings: Settings;
  readonly client: () => Client;
}

export type TimingActivities = ReturnType<typeof createTimingActivities>;

/** Backups that the next one is forecast from. */
const backupsToLearnFrom = 5;

/** What a forecast is made of: good backups before this one, and how far this one is. */
export function createTimingActivities({ settings, client }: TimingDependencies) {
  return {
    /** Of the last good backups, as their manifests tell; where no region answers, nothing is known. */
    readPastRates: ({ plan }: { plan: BackupPlan }): Promise<PastRates> =>
      withHeartbeat(async ({ signal }) => {
        const trust = { trusted: settings.trustedKeys, signal };
        return pastRates(await readRecentManifests(settings.regionsOf(plan), plan.database, backupsToLearnFrom, trust));
      }),

    /** What the batches and the export in flight last reported in their heartbeats. */
    readProgress: async ({ workflowId, runId }: { workflowId: string; runId: string }): Promise<LiveFigures> =>
      readLiveFigures(client(), await client().workflow.getHandle(workflowId, runId).describe()),
  };
}
