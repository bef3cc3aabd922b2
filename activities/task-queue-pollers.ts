import type { Client } from '@temporalio/client';
import type { ServingHost } from '../src/domain/admission/room';
import { hostOfIdentity } from '../src/domain/admission/worker-identity';

/** So Temporal's API numbers them; its enum is in @temporalio/proto, which is no dependency of ours at run time. */
const queueTypes = { workflow: 1, activity: 2 } as const;
/** A worker asks again at least once a minute; the server remembers it for five. */
const lastAskedMs = 120_000;

/** A worker that asks a task queue for work. */
export interface Poller {
  readonly identity: string;
  /** How long ago it asked last. */
  readonly askedMs: number;
}

/** Who asks a task queue for work now. @throws what Temporal answers */
export async function pollersOf(
  client: Client,
  taskQueue: string,
  type: keyof typeof queueTypes,
): Promise<readonly Poller[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum itself cannot be imported
    taskQueueType: queueTypes[type],
  });
  return (pollers ?? [])
    .map(({ identity, lastAccessTime }) => ({
      identity: identity ?? '',
      askedMs: Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000,
    }))
    .filter(({ askedMs }) => askedMs < lastAskedMs);
}

/** The hosts of our own workers among them, each once. */
export function hostsOf(pollers: readonly Poller[]): readonly ServingHost[] {
  const hosts = pollers.flatMap(({ identity }) => hostOfIdentity(identity) ?? []);
  return [...new Map(hosts.map((host) => [host.host, host])).values()];
}
