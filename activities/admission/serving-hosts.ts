import type { Client } from '@temporalio/client';
import type { ServingHost } from '../../src/domain/admission/room';
import { hostOfIdentity } from '../../src/domain/admission/worker-identity';

/** TASK_QUEUE_TYPE_ACTIVITY of Temporal's API: @temporalio/proto is no dependency of ours at run time. */
const activityQueue = 2;
/** A worker asks again at least once a minute; the server remembers it for five. */
const lastAskedMs = 120_000;

/** What Temporal says of a task queue's workers. */
export interface ServingHosts {
  /** As their workers call themselves; null: Temporal does not say. */
  readonly hosts: readonly ServingHost[] | null;
  /** Why it does not say. */
  readonly trouble: string | null;
}

/** The hosts that serve a task queue now. Who may not describe it hears of hosts only as their workers answer. */
export async function servingHosts(
  client: Client,
  taskQueue: string,
  now: () => number = Date.now,
): Promise<ServingHosts> {
  const { namespace } = client.options;
  try {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum itself cannot be imported
      taskQueueType: activityQueue,
    });
    const hosts = (pollers ?? [])
      .filter(({ lastAccessTime }) => now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < lastAskedMs)
      .flatMap(({ identity }) => hostOfIdentity(identity ?? '') ?? []);
    return { hosts: [...new Map(hosts.map((host) => [host.host, host])).values()], trouble: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { hosts: null, trouble: `the workers of ${taskQueue} cannot be listed: ${why}` };
  }
}
