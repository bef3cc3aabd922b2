import { CancellationScope, defineSignal, setHandler } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { HostFindings, MonitorFindings } from '../../src/domain/bottleneck';
import { mergeFindings, type MonitorNews } from '../../src/domain/monitor-news';
import { HostWatch } from './host-watch';
import type { Lane } from './lanes';
import type { ProgressBoard } from './progress-board';

/** Sent by a host's monitor: once it has started, and when the bottleneck changed. Bounded in number. */
export const monitorSignal = defineSignal<[MonitorNews]>('monitor');

/** The monitors of a backup, which run beside its steps. Nothing that befalls them fails the backup. */
export interface Watch {
  /** The work went to another host: so does the monitor. */
  follow(lane: Lane): void;
  /** A second host copies too, and is watched as well; null: it does no more. */
  beside(lane: Lane | null): void;
  /**
   * Ends them and answers what they found; null where nothing is known. `keep`: the backup will be sealed, and shall have
   * the series; else they are dropped. Later calls answer the same.
   */
  stop(keep: boolean): Promise<MonitorFindings | null>;
}

/** Watches from now on, on the lane's host. */
export function startWatch(plan: BackupPlan, lane: Lane, board: ProgressBoard): Watch {
  let first = lane;
  let second: Lane | null = null;
  let isOver = false;
  let isClosed = false;
  /** Of every host that the work has been on. */
  const watches = new Map<string, HostWatch>();
  const found: HostFindings[] = [];

  const hear = (news: MonitorNews): void => {
    if (news.host === first.host) board.update({ monitor: news });
    // A host that copies no more has nothing to say.
    else if (news.host === second?.host) board.update({ secondMonitor: news });
  };
  setHandler(monitorSignal, hear, { description: 'sent by the monitor of a host: what holds the backup back' });

  const watchOf = (lane: Lane): HostWatch => {
    const known = watches.get(lane.host);
    if (known !== undefined) return known;
    const watch = new HostWatch({ plan, lane, onFound: (findings) => found.push(findings), onLost: hear });
    watches.set(lane.host, watch);
    return watch;
  };
  /** Those of the hosts that work, and no others. */
  const watchThem = (): void => {
    const wanted = isOver ? [] : [first, ...(second === null ? [] : [second])].map(watchOf);
    for (const watch of watches.values()) watch.want(wanted.includes(watch));
  };
  watchThem();

  return {
    follow: (next) => {
      if (next.host === first.host) return;
      // What the second host's monitor has said is not said again.
      if (next.host === second?.host)
        board.update({ monitor: board.progress.secondMonitor ?? null, secondMonitor: null });
      first = next;
      watchThem();
    },
    beside: (next) => {
      second = next;
      board.update({ secondMonitor: null });
      watchThem();
    },
    stop: (keep) =>
      CancellationScope.nonCancellable(async () => {
        isOver = true;
        watchThem();
        const all = [...watches.values()];
        await Promise.all(all.map((watch) => watch.ended()));
        if (!isClosed) await Promise.all(all.map((watch) => watch.close(keep)));
        isClosed = true;
        return mergeFindings(found);
      }),
  };
}
