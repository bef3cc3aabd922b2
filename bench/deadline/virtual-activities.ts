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
}

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
    this.#inFlight.set(seq, { name, abort, waits: order.cancellationType === waitsForTheEnd });
    const context = {
      clock,
      signal: abort.signal,
      workflowId: this.#run.identity.workflowId,
      temporal: this.#temporal,
    };
    // The record of activities is typed against the real ones (simulated-activities.ts): the order is what this one takes.
    const run = (): Promise<unknown> => activity(fromPayload(order.arguments?.[0]) as never, context);
    clock.in(dispatchMs, () => {
      if (!this.#inFlight.has(seq)) return;
      run().then(
        (result) => this.#resolve(seq, { completed: { result: toPayloads([result])[0] ?? null } }),
        (error: unknown) => this.#temporal.fail(error),
      );
    });
  }

  requestCancel(seq: number): void {
    const activity = this.#inFlight.get(seq);
    if (activity === undefined) return;
    if (!activity.waits) this.#resolve(seq, cancelled(activity.name));
    this.#temporal.parts.clock.in(heartbeatMs, () => activity.abort.abort());
  }

  #resolve(seq: number, result: Resolution): void {
    if (!this.#inFlight.delete(seq)) return;
    this.#run.tell({ resolveActivity: { seq, result } });
  }
}

/** From the command to the worker that takes it. */
const dispatchMs = 5;

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
