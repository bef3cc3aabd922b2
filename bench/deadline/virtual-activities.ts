import { coresdk, type google } from '@temporalio/proto';
import { fromPayload, toPayloads, type VirtualTemporal } from './virtual-temporal';
import type { VirtualRun } from './virtual-run';
import type { Command, Job } from './workflow-sandbox';

type Schedule = NonNullable<Command['scheduleActivity']>;
type Resolution = NonNullable<NonNullable<Job['resolveActivity']>['result']>;

/** A worker is told of a cancellation with its next heartbeat. */
const heartbeatMs = 1000;
const waitsForTheEnd = coresdk.workflow_commands.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

interface InFlight {
  readonly name: string;
  readonly abort: AbortController;
  readonly waits: boolean;
  /** For its next attempt. */
  isWaiting: boolean;
}

/** An attempt that failed and may be tried again, as its policy has it. */
export class PassingFault extends Error {}

/** The activities of one run that are in flight. */
export class VirtualActivities {
  readonly #temporal: VirtualTemporal;
  readonly #run: VirtualRun;
  readonly #inFlight = new Map<number, InFlight>();

  constructor(temporal: VirtualTemporal, run: VirtualRun) {
    this.#temporal = temporal;
    this.#run = run;
  }

  schedule(order: Schedule): void {
    const name = order.activityType ?? '';
    const seq = order.seq ?? 0;
    const { activities, clock } = this.#temporal.parts;
    const activity = activities[name];
    if (activity === undefined) throw new Error(`the simulation has no activity ${name}`);
    const abort = new AbortController();
    this.#inFlight.set(seq, { name, abort, waits: order.cancellationType === waitsForTheEnd, isWaiting: false });
    const context = {
      clock,
      signal: abort.signal,
      workflowId: this.#run.identity.workflowId,
      taskQueue: order.taskQueue ?? '',
      temporal: this.#temporal,
    };
    // The record of activities is typed against the real ones (simulated-activities.ts): the order is what this one takes.
    const run = (): Promise<unknown> => activity(fromPayload(order.arguments?.[0]) as never, context);
    const begin = (waitMs: number): void => {
      clock.in(dispatchMs, () => {
        if (!this.#inFlight.has(seq)) return;
        this.#setWaiting(seq, false);
        run().then(
          (result) => this.#resolve(seq, { completed: { result: toPayloads([result])[0] ?? null } }),
          (error: unknown) => {
            if (!(error instanceof PassingFault)) return this.#temporal.fail(error);
            if (order.retryPolicy?.maximumAttempts === 1) return this.#resolve(seq, failed(name, error.message));
            if (abort.signal.aborted) return this.#resolve(seq, cancelled(name));
            this.#setWaiting(seq, true);
            clock.in(waitMs, () => begin(waitMs * 2));
          },
        );
      });
    };
    begin(firstRetryMs);
  }

  #setWaiting(seq: number, isWaiting: boolean): void {
    const activity = this.#inFlight.get(seq);
    if (activity !== undefined) activity.isWaiting = isWaiting;
  }

  requestCancel(seq: number): void {
    const activity = this.#inFlight.get(seq);
    if (activity === undefined) return;
    // One that waits for its next attempt is on no worker: it ends at once.
    if (!activity.waits || activity.isWaiting) this.#resolve(seq, cancelled(activity.name));
    this.#temporal.parts.clock.in(heartbeatMs, () => activity.abort.abort());
  }

  #resolve(seq: number, result: Resolution): void {
    if (!this.#inFlight.delete(seq)) return;
    this.#run.tell({ resolveActivity: { seq, result } });
  }
}

/** From the command to the worker that takes it. */
const dispatchMs = 5;

const firstRetryMs = 1000;

const failed = (name: string, message: string): Resolution => ({
  failed: {
    failure: {
      message,
      activityFailureInfo: { activityType: { name } },
      cause: { message, applicationFailureInfo: { type: 'REGION_UNAVAILABLE' } },
    },
  },
});

const cancelled = (name: string): Resolution => ({
  cancelled: {
    failure: {
      message: 'cancelled',
      activityFailureInfo: { activityType: { name } },
      cause: { message: 'cancelled', canceledFailureInfo: {} },
    },
  },
});

export const durationMs = (duration: google.protobuf.IDuration | null | undefined): number =>
  (duration?.seconds?.toNumber() ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;
