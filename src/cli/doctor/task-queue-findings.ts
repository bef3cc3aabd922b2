import { hostOfIdentity } from '../../domain/admission/worker-identity';
import { formatDuration } from '../../domain/quantities';
import { restoreTaskQueue } from '../../domain/restore-queue';
import type { TemporalAccess } from '../temporal-client';
import type { DoctorFinding } from './section';

/** So Temporal's API numbers them; its enum is in @temporalio/proto, which is no dependency of ours at run time. */
const queueTypes = { workflow: 1, activity: 2 } as const;
/** A worker asks again at least once a minute; the server remembers it for five. */
const lastAskedMs = 120_000;

interface Poller {
  readonly identity: string;
  /** How long ago it asked last. */
  readonly askedMs: number;
}

/** Who serves the task queue, the lanes of its hosts, and restores. */
export async function taskQueueFindings(access: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const { taskQueue } = access.settings;
  const [workflows, activities, restores] = await Promise.all([
    pollersOf(access, taskQueue, 'workflow'),
    pollersOf(access, taskQueue, 'activity'),
    pollersOf(access, restoreTaskQueue, 'activity'),
  ]);
  const hosts = activities.flatMap(({ identity }) => hostOfIdentity(identity) ?? []);
  const lanes = [...new Map(hosts.map((host) => [host.host, host])).values()].map(async ({ host, lanes }) =>
    laneFinding(`${taskQueue}@${host}`, lanes, await pollersOf(access, `${taskQueue}@${host}`, 'activity')),
  );
  return [
    sharedFinding(taskQueue, 'workflows', workflows),
    sharedFinding(taskQueue, 'activities', activities),
    ...(await Promise.all(lanes)),
    restoreFinding(restores),
  ];
}

async function pollersOf(
  { client, settings: { namespace } }: TemporalAccess,
  name: string,
  type: keyof typeof queueTypes,
): Promise<readonly Poller[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
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

function sharedFinding(taskQueue: string, what: 'workflows' | 'activities', pollers: readonly Poller[]): DoctorFinding {
  const check = `task queue ${taskQueue}, ${what}`;
  if (pollers.length > 0) return { check, state: 'ok', reason: describePollers(pollers), remedy: null };
  return {
    check,
    state: 'broken',
    reason: 'no worker asks for any: a backup that is started waits until one does',
    remedy: 'start `redoubt worker` on a host that shall do the work, with this configuration',
    code: 'NO_WORKER',
  };
}

function laneFinding(queue: string, lanes: number, pollers: readonly Poller[]): DoctorFinding {
  const check = `lane ${queue}`;
  if (pollers.length === 0) {
    const remedy = 'restart the worker of that host';
    return { check, state: 'note', reason: 'nobody asks for its work, which waits if the host is chosen', remedy };
  }
  return { check, state: 'ok', reason: `${lanes} backups at once; ${describePollers(pollers)}`, remedy: null };
}

function restoreFinding(pollers: readonly Poller[]): DoctorFinding {
  const check = `task queue ${restoreTaskQueue}`;
  if (pollers.length > 0) return { check, state: 'ok', reason: describePollers(pollers), remedy: null };
  return {
    check,
    state: 'missing',
    reason: 'no worker serves restores: the workflow restoreBackup would wait; `redoubt restore` does without',
    remedy: '`redoubt worker --identity FILE` on a host that may open backups',
  };
}

function describePollers(pollers: readonly Poller[]): string {
  const askedMs = Math.min(...pollers.map((poller) => poller.askedMs));
  const names = [...new Set(pollers.map(({ identity }) => identity))].sort().join(', ');
  return `${names}; asked ${formatDuration(askedMs)} ago`;
}
