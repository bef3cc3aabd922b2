import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  isCancellation,
  ParentClosePolicy,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { Outcome } from '../../src/domain/backup-result';
import type { Holder } from '../../src/domain/keeper';
import { composeNotice, noticeId, type NoticeError, type NoticeRun } from '../../src/domain/notice';
import { dueAtEnd, dueNotices, nothingTold, type NoticeEvent, type NoticePlan } from '../../src/domain/notices';
import { sendNotice, type NoticeOrder } from '../send-notice';
import { failureCause } from './failure';
import type { ProgressBoard } from './progress-board';

/**
 * Tells people what they should know of a run, each notice by a workflow of its own, which outlives the run: the backup
 * waits for no receiver. Where the configuration has no notifications the history has no event of them.
 */
export class Notices {
  readonly #board: ProgressBoard;
  readonly #run: NoticeRun;
  readonly #counts = new Map<NoticeEvent, number>();
  readonly #starting: Promise<void>[] = [];
  readonly #pending = new Map<string, number>();
  readonly #warnings: string[] = [];
  /** Undefined: the configuration is not known yet. */
  #plan: NoticePlan | null | undefined;
  #told = nothingTold;

  constructor(board: ProgressBoard, run: NoticeRun) {
    this.#board = board;
    this.#run = run;
  }

  /** The plan says whether anything is told. */
  begin({ notifications }: BackupPlan): void {
    this.#plan = notifications ?? null;
    if (this.#plan === null) return;
    this.#lookAtTiming();
    this.#board.onTiming(() => this.#lookAtTiming());
  }

  /** Runs the first step, of which no plan can say yet who wants to know that it failed. */
  async orFailed<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (!isCancellation(error)) await this.end('failed', error);
      throw error;
    }
  }

  /** The run is over, or as good as: returns once every notice is on its way. */
  async end(outcome: Outcome, error?: unknown): Promise<void> {
    if (this.#plan === null) return;
    if (this.#plan !== undefined && outcome !== 'cancelled') this.#lookAtTiming(outcome);
    const cause = outcome === 'failed' ? failureCause(error) : null;
    for (const event of dueAtEnd(outcome, this.#plan ?? null)) this.#tell(event, outcome, cause);
    await Promise.all(this.#starting);
  }

  /** For the result: what was not sent, as far as that is known by now. */
  get warnings(): readonly string[] {
    const patience = Date.now() - patienceMs;
    const pending = [...this.#pending].filter(([, sinceMs]) => sinceMs < patience);
    return [
      ...this.#warnings,
      ...pending.map(([event]) => `notification ${event} has not been taken yet; it is tried for an hour`),
    ];
  }

  #lookAtTiming(outcome: Outcome | null = null): void {
    const { state, due } = dueNotices(this.#told, this.#board.progress.timing, Date.now());
    this.#told = state;
    // At the end there is nothing left to forecast.
    const news = outcome === null ? due : due.filter((event) => event === 'missed');
    for (const event of news) this.#tell(event, outcome, null);
  }

  #tell(event: NoticeEvent, outcome: Outcome | null, error: NoticeError | null): void {
    if (this.#plan?.events.includes(event) === false) return;
    const count = (this.#counts.get(event) ?? 0) + 1;
    this.#counts.set(event, count);
    const { timing } = this.#board.progress;
    const failedBefore = outcome === 'sealed' && event === 'recovered' ? (this.#plan?.failedBefore ?? null) : null;
    const notice = composeNotice(this.#run, {
      event,
      count,
      atMs: Date.now(),
      timing,
      outcome,
      error,
      failedBefore,
    });
    this.#pending.set(event, Date.now());
    this.#starting.push(this.#send({ notice }, event));
  }

  async #send(order: NoticeOrder, event: NoticeEvent): Promise<void> {
    const id = noticeId(this.#run.backupId, event, this.#counts.get(event) ?? 1);
    const started = await startNotice(order, id).catch((error: unknown) => {
      this.#warnings.push(`notification ${event} could not be sent: ${failureCause(error).message}`);
      return undefined;
    });
    // Not waited for: it is told in the result if it is known by then.
    void started?.result().then(
      ({ problem }) => {
        this.#pending.delete(event);
        if (problem !== null) this.#warnings.push(`notification ${event} could not be sent: ${problem}`);
      },
      () => undefined,
    );
  }
}

const patienceMs = 60_000;

/**
 * From the keeper: the run ended without a word, so it was terminated or timed out. Nothing of it may keep the keeper from
 * its work.
 */
export async function tellOfLostRun(holder: Holder): Promise<void> {
  await startNotice({ lostRun: holder }, noticeId(holder.backupId, 'failed', 1)).catch(() => undefined);
}

interface StartedNotice {
  result(): Promise<{ readonly problem: string | null }>;
}

/** Undefined where that notice is on its way already (a Reset, or the run told of it before it was lost). */
function startNotice(order: NoticeOrder, id: string): Promise<StartedNotice | undefined> {
  return CancellationScope.nonCancellable(async () => {
    try {
      const child = await startChild(sendNotice, {
        workflowId: `redoubt-notice/${id}`,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `tells people: ${id}`,
        args: [order],
      });
      return { result: () => child.result() };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  });
}
