import {
  ScheduleClient,
  type ScheduleDescription,
  type ScheduleHandle,
  type WorkflowService,
} from '@temporalio/client';

/**
 * Temporal's client that sends the conflict token of what was read with what it writes, which the package's own does not:
 * a change that somebody made in between would be lost without a word.
 */
class TokenScheduleClient extends ScheduleClient {
  readonly #conflictToken: Uint8Array | null;

  constructor({ connection, options: { namespace, identity } }: ScheduleClient, conflictToken: Uint8Array | null) {
    super({ connection, namespace, identity });
    this.#conflictToken = conflictToken;
  }

  override get workflowService(): WorkflowService {
    const service = super.workflowService;
    const updateSchedule = (request: Parameters<WorkflowService['updateSchedule']>[0]): Promise<unknown> =>
      service.updateSchedule({ ...request, conflictToken: this.#conflictToken });
    // The same service with one method of ours, called as the client calls it.
    return Object.create(service, { updateSchedule: { value: updateSchedule } }) as WorkflowService;
  }
}

/** A handle whose `update` is dropped by Temporal where the schedule has changed since it was described. */
export const handleAsRead = (client: ScheduleClient, { scheduleId, raw }: ScheduleDescription): ScheduleHandle =>
  new TokenScheduleClient(client, raw.conflictToken ?? null).getHandle(scheduleId);
