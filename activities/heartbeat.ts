import { Context } from '@temporalio/activity';

const intervalMs = 1000;

export interface Beat<D> {
  /** Sent with the next heartbeat. */
  readonly report: (details: D) => void;
  /** Aborted when the activity is cancelled, has timed out, or its worker shuts down. */
  readonly signal: AbortSignal;
  /** Whether the worker shuts down: work that ends early for that goes on elsewhere. */
  isLeaving(): boolean;
  /** What the last attempt reported before it ended; undefined in the first. */
  readonly last: D | undefined;
}

/** Runs work with a heartbeat of its own, so that no step can be too long for it. */
export async function withHeartbeat<D, R>(work: (beat: Beat<D>) => Promise<R>): Promise<R> {
  const context = Context.current();
  // Details come from an earlier attempt of the same activity, which reported a D.
  const last = context.info.heartbeatDetails as D | undefined;
  let details = last;
  const timer = setInterval(() => context.heartbeat(details), intervalMs);
  try {
    return await work({
      signal: context.cancellationSignal,
      isLeaving: () => context.cancellationDetails?.workerShutdown === true,
      last,
      report: (next) => {
        details = next;
      },
    });
  } finally {
    clearInterval(timer);
  }
}
