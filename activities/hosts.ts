import { activityInfo, ApplicationFailure } from '@temporalio/activity';

/** How many backups may have a lane on this host at once. */
export interface LaneSlots {
  readonly host: string;
  readonly taskQueue: string;
  readonly slots: number;
  /** True when the backup has a lane here now. */
  claim(backupId: string): boolean;
  /** Runs a batch on the backup's lane. */
  runBatch<T>(backupId: string, batch: () => Promise<T>): Promise<T>;
}

export type HostActivities = ReturnType<typeof createHostActivities>;

export function createHostActivities({ lanes }: { readonly lanes: LaneSlots }) {
  return {
    /** Answers this host's own queue, and takes nothing yet. */
    pickHost: async (): Promise<{ host: string; taskQueue: string }> => ({
      host: lanes.host,
      taskQueue: lanes.taskQueue,
    }),

    /**
     * Answers this host's own queue. A full host, or the one to avoid, lets another worker (or a later try) answer;
     * `not`: that one never answers.
     */
    claimHost: async (claim: HostClaim): Promise<{ host: string; taskQueue: string }> => {
      const why = whyNotHere(claim, lanes.host, activityInfo().attempt);
      if (why !== undefined) throw askAgain(why, '300ms');
      if (!lanes.claim(claim.backupId)) throw askAgain(`${lanes.host} has all its lanes taken`);
      return { host: lanes.host, taskQueue: lanes.taskQueue };
    },
  };
}

export interface HostClaim {
  readonly backupId: string;
  readonly avoid?: string;
  readonly not?: string;
}

/**
 * After so many tries, in six seconds or so, the host to avoid is the only one that has room. Temporal gives a try to any
 * worker that polls: with one other host that is free, all of them go to the wrong one once in a million times.
 */
const triesElsewhere = 20;

/** Why this host does not answer, whatever room it has; undefined: it may. */
export function whyNotHere({ avoid, not }: HostClaim, host: string, attempt: number): string | undefined {
  if (not === host) return `${host} is not asked`;
  return avoid === host && attempt <= triesElsewhere ? `${host} is to be avoided` : undefined;
}

function askAgain(message: string, nextRetryDelay: '300ms' | '1s' = '1s'): ApplicationFailure {
  return ApplicationFailure.create({ type: 'HOST_NOT_FREE', message, nextRetryDelay });
}

/** From a claim to its first batch. */
const claimedMs = 30_000;
/** From the end of a backup's last batch here to its next one; then the lane is free. */
const betweenBatchesMs = 3_000;

/**
 * Lanes are leased, since nobody gives one back: a lane is taken while a batch of its backup runs here, for a while
 * after its claim, and for a moment between two batches.
 */
export function createLaneSlots(options: {
  host: string;
  taskQueue: string;
  slots: number;
  now?: () => number;
}): LaneSlots {
  const { host, taskQueue, slots, now = Date.now } = options;
  const leases = new Map<string, { readonly running: number; readonly until: number }>();
  const change = (backupId: string, by: number, graceMs: number): void => {
    const running = Math.max(0, (leases.get(backupId)?.running ?? 0) + by);
    leases.set(backupId, { running, until: now() + graceMs });
  };
  const dropExpired = (): void => {
    for (const [backupId, { running, until }] of leases) if (running === 0 && until < now()) leases.delete(backupId);
  };
  return {
    host,
    taskQueue,
    slots,
    claim: (backupId) => {
      dropExpired();
      if (!leases.has(backupId) && leases.size >= slots) return false;
      change(backupId, 0, claimedMs);
      return true;
    },
    runBatch: async (backupId, batch) => {
      change(backupId, 1, 0);
      try {
        return await batch();
      } finally {
        change(backupId, -1, betweenBatchesMs);
      }
    },
  };
}
