import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { BatchCursor, BatchDone, BatchOrder, SealedParts } from '../../src/domain/copy-work';
import { activities, claim, claimHere, onLane } from './policies';

/** A host's own task queue, where files are read and sockets are tuned. */
export interface Lane {
  readonly host: string;
  readonly taskQueue: string;
}

/** The host that shall do a backup's work, as far as one can know before: it takes no lane yet. Waits for a worker. */
export const pickHost = (): Promise<Lane> => activities(claim, 'choose a host').pickHost();

export interface LaneWish {
  /** Asked first, if it answers at once. */
  readonly prefer?: Lane;
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

/** The lane that a file's batches are on now; it changes when its host is lost. */
export class LaneSeat {
  #lane: Lane;
  #isLost = false;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  get lane(): Lane {
    return this.#lane;
  }

  /** The lane's host is dead, or shuts down. Of several batches that say so, the first counts. */
  lose(lane: Lane): void {
    if (lane === this.#lane) this.#isLost = true;
  }

  /** The lane for the next batch; claims one where the last was lost. */
  async take(backupId: string): Promise<Lane> {
    const before = this.#lane;
    if (!this.#isLost) return before;
    const claimed = await claimLane(backupId, { avoid: before });
    if (this.#lane === before) {
      this.#lane = claimed;
      this.#isLost = false;
    }
    return this.#lane;
  }
}

interface Loss {
  readonly kind: 'lane lost' | 'passing';
  readonly sealed: SealedParts | undefined;
}

/** What a batch's failure means. Fatal ones are thrown again. */
function judge(error: unknown): Loss {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  // Heartbeat details and failure details come from our own copyBatch, which sends BatchCursor and nothing else.
  if (cause instanceof TimeoutFailure) {
    return { kind: 'lane lost', sealed: cause.lastHeartbeatDetails as BatchCursor | undefined };
  }
  if (cause instanceof ApplicationFailure && !(cause.nonRetryable ?? false)) {
    return { kind: 'passing', sealed: cause.details?.[0] as BatchCursor | undefined };
  }
  throw error;
}

const maxWaitMs = 60_000;

/**
 * Runs one batch to its end, or until its scope is cancelled, over lost hosts: the same lane once more (its process may
 * have been restarted), then another host, from the last heartbeat's cursor. Cancelled, it ends normally with what was
 * done or is known to be sealed.
 */
export async function runBatch(seat: LaneSeat, order: BatchOrder, summary: string): Promise<BatchDone> {
  const scope = CancellationScope.current();
  let resume = order.resume;
  let losses = 0;
  for (let waitMs = 1000; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    let lane = seat.lane;
    try {
      lane = await seat.take(order.plan.backupId);
      const onIt = activities(onLane(lane.taskQueue), `${summary} on ${lane.host}`);
      const done = await onIt.copyBatch({ ...order, resume });
      if (done.hostLeaves === true) seat.lose(lane);
      return done;
    } catch (error) {
      if (isCancellation(error)) return stoppedWith(resume);
      const loss = judge(error);
      resume = loss.sealed === undefined ? resume : { sealed: loss.sealed.sealed, missing: loss.sealed.missing };
      if (scope.consideredCancelled) return stoppedWith(resume);
      if (loss.kind === 'lane lost') {
        losses += 1;
        if (losses % 2 === 0) seat.lose(lane);
      } else {
        await sleep(waitMs).catch(() => undefined);
        if (scope.consideredCancelled) return stoppedWith(resume);
      }
    }
  }
}

function stoppedWith(carried: SealedParts): BatchDone {
  return { bytes: 0, sealedBytes: 0, missing: {}, carried };
}
