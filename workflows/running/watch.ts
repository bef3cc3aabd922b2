import { CancellationScope, condition, defineSignal, setHandler } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { MonitorFindings } from '../../src/domain/bottleneck';
import { mergeFindings, type MonitorNews } from '../../src/domain/monitor-news';
import { failureCause } from './failure';
import type { Lane } from './lanes';
import { activities, closing, onLane } from './policies';
import type { ProgressBoard } from './progress-board';

/** Sent by the monitor: once it has started, and when the bottleneck changed. Bounded in number. */
export const monitorSignal = defineSignal<[MonitorNews]>('monitor');

/** The monitor of a backup, which runs beside its steps. Nothing that befalls it fails the backup. */
export interface Watch {
  /** The work went to another host: so does the monitor. */
  follow(lane: Lane): void;
  /**
   * Ends it and answers what it found; null where nothing is known. `keep`: the backup will be sealed, and shall have the
   * series; else it is dropped. Later calls answer the same.
   */
  stop(keep: boolean): Promise<MonitorFindings | null>;
}

const firstWaitMs = 1000;
const maxWaitMs = 600_000;

/** Watches from now on, on the lane's host. A monitor that ends by itself is started again, ever more rarely. */
export function startWatch(plan: BackupPlan, lane: Lane, board: ProgressBoard): Watch {
  let current = lane;
  /** Where it has been. */
  const hosts = new Map([[lane.host, lane]]);
  let isOver = false;
  let running = new CancellationScope();
  const found: MonitorFindings[] = [];
  let isClosed = false;
  setHandler(monitorSignal, (news) => board.update({ monitor: news }), {
    description: 'sent by the monitor: what holds the backup back',
  });

  const watchOn = async (lane: Lane): Promise<void> => {
    const { taskQueue, host } = lane;
    running = new CancellationScope();
    try {
      const end = await running.run(() => activities(onLane(taskQueue), `watch on ${host}`).watchBackup({ plan }));
      found.push(end.findings);
    } catch (error) {
      // Stopped before it began, or lost with its host: what other watches found counts.
      if (!isOver && !running.consideredCancelled) board.update({ monitor: lost(host, failureCause(error).message) });
    }
  };
  const watching = async (): Promise<void> => {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
      const here = current;
      await watchOn(here);
      if (isOver) return;
      await condition(() => isOver || current !== here, waitMs);
      if (isOver) return;
    }
  };
  /** Also from a host that was started again since; one that is gone keeps the commit waiting for some seconds. */
  const close = async ({ taskQueue, host }: Lane, keep: boolean): Promise<void> => {
    try {
      const end = await activities(closing(taskQueue), `what was seen on ${host}`).closeWatch({ plan, keep });
      found.push(end.findings);
    } catch {
      // It is left to the sweep of that host.
    }
  };
  // The backup's own cancellation does not reach it: it ends with `stop`, and then says what it found.
  const ended = CancellationScope.nonCancellable(watching);

  return {
    follow: (next) => {
      if (next.host === current.host) return;
      current = next;
      hosts.set(next.host, next);
      running.cancel();
    },
    stop: (keep) =>
      CancellationScope.nonCancellable(async () => {
        isOver = true;
        running.cancel();
        await ended;
        if (!isClosed) await Promise.all([...hosts.values()].map((each) => close(each, keep)));
        isClosed = true;
        return mergeFindings(found);
      }),
  };
}

function lost(host: string, reason: string): MonitorNews {
  return {
    host,
    verdict: null,
    unavailable: [
      { part: 'monitoring', reason: `lost on ${host}: ${reason}`, remedy: 'It is started again by itself.' },
    ],
  };
}
