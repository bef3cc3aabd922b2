import { isCancellation } from '@temporalio/workflow';
import { activities, claim, claimElsewhere, claimHere } from './policies';

/** A host's own task queue, where files are read and sockets are tuned. */
export interface Lane {
  readonly host: string;
  readonly taskQueue: string;
}

/** The host that shall do a backup's work, as far as one can know before: it takes no lane yet. Waits for a worker. */
export const pickHost = (): Promise<Lane> => activities(claim, 'choose a host').pickHost();

export interface LaneWish {
  /** Asked first, if it answers at once. */
  readonly prefer?: Lane | undefined;
  /** Just lost: only when there is no other. */
  readonly avoid?: Lane;
}

/** Asks for a lane, through the shared queue in the end; waits without limit until a worker has room. */
export async function claimLane(backupId: string, { prefer, avoid }: LaneWish): Promise<Lane> {
  if (prefer !== undefined) {
    try {
      return await activities(claimHere(prefer.taskQueue), `claim ${prefer.host}`).claimHost({ backupId });
    } catch (error) {
      // Full, or gone: any host will do. A cancelled backup claims none.
      if (isCancellation(error)) throw error;
    }
  }
  return activities(claim, 'claim a host').claimHost({
    backupId,
    ...(avoid === undefined ? {} : { avoid: avoid.host }),
  });
}

/** Asks for a lane on any host but this one, and does not wait for one. Undefined: there is none, or none has room. */
export async function claimSecondLane(backupId: string, first: string): Promise<Lane | undefined> {
  try {
    const lane = await activities(claimElsewhere, 'claim a second host').claimHost({ backupId, not: first });
    return lane.host === first ? undefined : lane;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return undefined;
  }
}
