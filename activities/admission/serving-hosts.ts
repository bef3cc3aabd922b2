import type { Client } from '@temporalio/client';
import type { ServingHost } from '../../src/domain/admission/room';
import { hostOfIdentity } from '../../src/domain/admission/worker-identity';

/** TASK_QUEUE_TYPE_ACTIVITY of Temporal's API: @temporalio/proto is no dependency of ours at run time. */
const activityQueue = 2;
/** A worker asks again at least once a minute; the server remembers it for five. */
const lastAskedMs = 120_000;

/** The hosts that serve a task queue now, as their workers call themselves; null: Temporal does not say. */
export async function servingHosts(
  client: Client,
  taskQueue: string,
  now: () => number = Date.now,
): Promise<readonly ServingHost[] | null> {
  const { namespace } = client.options;
  try {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: activityQueue,
    });
    const hosts = (pollers ?? [])
      .filter(({ lastAccessTime }) => now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < lastAskedMs)
      .flatMap(({ identity }) => hostOfIdentity(identity ?? '') ?? []);
    return [...new Map(hosts.map((host) => [host.host, host])).values()];
  } catch {
    // Whoever may not describe a task queue hears of hosts as their workers answer.
    return null;
  }
}
