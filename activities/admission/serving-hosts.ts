import type { Client } from '@temporalio/client';
import type { ServingHost } from '../../src/domain/admission/room';
import { hostsOf, pollersOf } from '../task-queue-pollers';

/** What Temporal says of a task queue's workers. */
export interface ServingHosts {
  /** As their workers call themselves; null: Temporal does not say. */
  readonly hosts: readonly ServingHost[] | null;
  /** Why it does not say. */
  readonly trouble: string | null;
}

/** The hosts that serve a task queue now. Who may not describe it hears of hosts only as their workers answer. */
export async function servingHosts(client: Client, taskQueue: string): Promise<ServingHosts> {
  try {
    return { hosts: hostsOf(await pollersOf(client, taskQueue, 'activity')), trouble: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { hosts: null, trouble: `the workers of ${taskQueue} cannot be listed: ${why}` };
  }
}
