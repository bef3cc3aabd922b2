import { activityInfo, ApplicationFailure } from '@temporalio/activity';

/** How many backups may have a lane on this host at once. */
export interface LaneSlots {
  readonly host: string;
  readonly taskQueue: string;
  /** True when the backup has a lane here now; each batch renews it. */
  claim(backupId: string): boolean;
}

export type HostActivities = ReturnType<typeof createHostActivities>;

export function createHostActivities({ lanes }: { readonly lanes: LaneSlots }) {
  return {
    /** Answers this host's own queue. A full host, or the one to avoid, lets another worker (or a later try) answer. */
    claimHost: async (claim: { backupId: string; avoid?: string }): Promise<{ host: string; taskQueue: string }> => {
      const { attempt } = activityInfo();
      if (claim.avoid === lanes.host && attempt <= triesElsewhere) throw askAgain(`${lanes.host} was just lost`);
      if (!lanes.claim(claim.backupId)) throw askAgain(`${lanes.host} has all its lanes taken`);
      return { host: lanes.host, taskQueue: lanes.taskQueue };
    },
  };
}

/** After so many tries the host to avoid is the only one there is. */
const triesElsewhere = 5;

function askAgain(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'HOST_NOT_FREE', message, nextRetryDelay: '1s' });
}

const leaseMs = 60_000;

/** Lanes are leased: a backup that has sent no batch for a minute has given its lane back. */
export function createLaneSlots(options: {
  host: string;
  taskQueue: string;
  slots: number;
  now?: () => number;
}): LaneSlots {
  const { host, taskQueue, slots, now = Date.now } = options;
  const leases = new Map<string, number>();
  return {
    host,
    taskQueue,
    claim: (backupId) => {
      for (const [holder, until] of leases) if (until < now()) leases.delete(holder);
      if (!leases.has(backupId) && leases.size >= slots) return false;
      leases.set(backupId, now() + leaseMs);
      return true;
    },
  };
}
