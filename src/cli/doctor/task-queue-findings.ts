import { hostsOf, pollersOf, type Poller } from '../../../activities/task-queue-pollers';
import { formatDuration } from '../../domain/quantities';
import { restoreTaskQueue } from '../../domain/restore-queue';
import type { TemporalAccess } from '../temporal-client';
import type { DoctorFinding } from './section';

/** Who serves the task queue, the lanes of its hosts, and restores. */
export async function taskQueueFindings({ client, settings }: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const { taskQueue } = settings;
  const [workflows, activities, restores] = await Promise.all([
    pollersOf(client, taskQueue, 'workflow'),
    pollersOf(client, taskQueue, 'activity'),
    pollersOf(client, restoreTaskQueue, 'activity'),
  ]);
  const lanes = hostsOf(activities).map(async ({ host, lanes }) =>
    laneFinding(`${taskQueue}@${host}`, lanes, await pollersOf(client, `${taskQueue}@${host}`, 'activity')),
  );
  return [
    sharedFinding(taskQueue, 'workflows', workflows),
    sharedFinding(taskQueue, 'activities', activities),
    ...(await Promise.all(lanes)),
    restoreFinding(restores),
  ];
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
