import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { BatchCursor, BatchDone, BatchOrder, SealedParts } from '../../src/domain/copy-work';
import type { Seat } from './lane-seats';
import { activities, onLane } from './policies';

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
 * have been restarted), then another host, from the last heartbeat's cursor. Cancelled, or without a lane any more, it ends
 * normally with what was done or is known to be sealed.
 */
export async function runBatch(seat: Seat, order: BatchOrder, summary: string): Promise<BatchDone> {
  const scope = CancellationScope.current();
  let resume = order.resume;
  let losses = 0;
  for (let waitMs = 1000; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    let { lane } = seat;
    try {
      const taken = await seat.take(order.plan.backupId);
      if (taken === undefined) return stoppedWith(resume);
      lane = taken;
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
        if (losses % seat.lossesBorne === 0) seat.lose(lane);
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
