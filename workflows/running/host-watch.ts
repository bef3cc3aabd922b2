import { CancellationScope, condition } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { HostFindings } from '../../src/domain/bottleneck';
import type { MonitorNews } from '../../src/domain/monitor-news';
import { failureCause } from './failure';
import type { Lane } from './lanes';
import { activities, closing, onLane } from './policies';

export interface HostWatchInput {
  readonly plan: BackupPlan;
  readonly lane: Lane;
  readonly onFound: (findings: HostFindings) => void;
  readonly onLost: (news: MonitorNews) => void;
}

const firstWaitMs = 1000;
const maxWaitMs = 600_000;

/** The monitor of one host for a backup. One that ends by itself is started again, ever more rarely. */
export class HostWatch {
  readonly #input: HostWatchInput;
  #isWanted = false;
  #isLive = false;
  #running = new CancellationScope();
  #life: Promise<void> = Promise.resolve();

  constructor(input: HostWatchInput) {
    this.#input = input;
  }

  /** Starts it, or ends it: then it says what it found. The backup's own cancellation does not reach it. */
  want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (!isWanted) this.#running.cancel();
    // One that has not ended yet sees that it is wanted again.
    else if (!this.#isLive) this.#life = CancellationScope.nonCancellable(() => this.#live());
  }

  /** Resolves once it has ended, after it is wanted no more. */
  ended(): Promise<void> {
    return this.#life;
  }

  /** Also from a host that was started again since; one that is gone keeps the commit waiting for some seconds. */
  async close(keep: boolean): Promise<void> {
    const { plan, lane, onFound } = this.#input;
    const { host, taskQueue } = lane;
    try {
      const end = await activities(closing(taskQueue), `what was seen on ${host}`).closeWatch({ plan, keep });
      onFound(end.findings);
    } catch {
      // It is left to the sweep of that host.
    }
  }

  async #live(): Promise<void> {
    this.#isLive = true;
    for (let waitMs = firstWaitMs; this.#isWanted; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
      await this.#watch();
      if (this.#isWanted) await condition(() => !this.#isWanted, waitMs);
    }
    this.#isLive = false;
  }

  async #watch(): Promise<void> {
    const { plan, lane, onFound, onLost } = this.#input;
    const { host, taskQueue } = lane;
    this.#running = new CancellationScope();
    try {
      const end = await this.#running.run(() =>
        activities(onLane(taskQueue), `watch on ${host}`).watchBackup({ plan }),
      );
      onFound(end.findings);
    } catch (error) {
      // Ended before it began, or lost with its host: what other watches found counts.
      if (this.#isWanted) onLost(lost(host, failureCause(error).message));
    }
  }
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
