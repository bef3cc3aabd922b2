import { setImmediate, setTimeout } from 'node:timers/promises';
import { errorLine } from '../catalogue/messages';
import type { Faults } from '../faults';
import { detail } from './api-error';
import type { Job } from './job';

const waitMs = 20;
/** Time lost to anything else is made up for, up to this much. */
const mostBehindMs = 100;

/** The job has to stop here: asked to by a session, or by a fault. */
export class JobStopped extends Error {
  override readonly name = 'JobStopped';
  constructor(readonly why: 'request' | 'fault') {
    super(why);
  }
}

/** What can hold up or end a running job between two writes: stop requests, and the faults that are set. */
export class Pacing {
  /** When a throttled job may write its next piece. */
  #dueAtMs = 0;

  constructor(
    readonly job: Job,
    readonly faults: Faults,
  ) {}

  get percentDone(): number {
    const { bytesProcessed, totalBytes } = this.job.activity;
    return totalBytes === 0 ? 100 : Math.min(100, (bytesProcessed / totalBytes) * 100);
  }

  /** After each piece of data: counts it, lets the event loop turn, waits as long as a fault asks. Throws JobStopped. */
  async advance(bytes: number): Promise<void> {
    this.job.activity.bytesProcessed += bytes;
    await setImmediate();
    this.check();
    await this.#waitForSpace();
    await this.#throttle(bytes);
  }

  /** Throws JobStopped when the job must not go on. */
  check(): void {
    if (this.job.stopRequest === 'now' || this.job.stopRequest === 'kill') throw new JobStopped('request');
    const isDue = this.faults.take('stop-job', (fault) => this.percentDone >= fault.atPercent);
    if (isDue !== undefined) throw new JobStopped('fault');
  }

  /** Between two tables: an orderly stop ends here. */
  checkBetweenTables(): void {
    if (this.job.stopRequest !== undefined) throw new JobStopped('request');
  }

  /** Runs a write; while the file system is full the job waits, as a resumable statement does. */
  readonly persist = async (path: string, work: () => Promise<void>): Promise<void> => {
    let isReported = false;
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        if (!isReported) this.#reportFull(path);
        isReported = true;
        await setTimeout(waitMs);
        this.check();
      }
    }
  };

  async #waitForSpace(): Promise<void> {
    const isFull = (): boolean =>
      this.faults.peek('disk-full', (fault) => this.percentDone >= fault.atPercent) !== undefined;
    if (!isFull()) return;
    this.#reportFull(this.job.activity.files.at(-1)?.path ?? '');
    while (isFull()) {
      await setTimeout(waitMs);
      this.check();
    }
  }

  #reportFull(path: string): void {
    const lines = [
      { errorNumber: 39171, text: errorLine(39171) },
      detail(`ORA-19502: write error on file "${path}", block number (block size=4096)`),
      detail(errorLine(27072)),
      detail('Linux-x86_64 Error: 28: No space left on device'),
    ];
    this.job.fail(lines, false);
  }

  /** Each piece takes its time at the speed of the moment: a worker more, and the next piece takes less. */
  async #throttle(bytes: number): Promise<void> {
    const fault = this.faults.peek('slow-job');
    if (fault === undefined) return;
    const speed = fault.bytesPerSecond * (fault.perWorker === true ? this.job.definition.degree : 1);
    this.#dueAtMs = Math.max(this.#dueAtMs, performance.now() - mostBehindMs) + (bytes / speed) * 1000;
    while (this.faults.peek('slow-job') === fault) {
      const earlyMs = this.#dueAtMs - performance.now();
      if (earlyMs <= 1) return;
      await setTimeout(Math.min(earlyMs, waitMs));
      this.check();
    }
    this.#dueAtMs = 0;
  }
}
