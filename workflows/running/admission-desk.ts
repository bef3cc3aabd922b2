import { condition, getExternalWorkflowHandle, log, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Asking, Turn } from '../../src/domain/admission/asking';
import { AdmissionBook, type Seen } from '../../src/domain/admission/book';
import type { CarriedAdmission } from '../../src/domain/admission/carried';
import { admissionPage } from '../../src/domain/admission/describe';
import type { AnsweredBy } from '../../src/domain/admission/room';
import { turnSignal } from './admission-signals';

/** Keeps the book, and tells runs that it is their turn; the workflow decides when turns are given. */
export class AdmissionDesk {
  readonly book: AdmissionBook;
  /** How long the history was when each run last asked. */
  readonly #askedAtEvent = new Map<string, number>();
  #hasNews = true;
  #isLookWanted = false;
  #untold = 0;

  constructor(carried: CarriedAdmission | undefined) {
    this.book = new AdmissionBook(carried);
  }

  /** A run asks for its turn, or says anew what it wants. */
  ask(asking: Asking, answeredBy: AnsweredBy): void {
    const hadNobodyWaiting = this.book.waiting === 0;
    this.book.ask(asking, answeredBy, Date.now());
    this.#askedAtEvent.set(asking.backupId, workflowInfo().historyLength);
    this.#hasNews = true;
    if (hadNobodyWaiting && this.book.isCrowded) this.#isLookWanted = true;
  }

  /** A run needs no turn any more. */
  leave(backupId: string): void {
    this.book.leave(backupId);
    this.#hasNews = true;
  }

  /** What was seen when it looked around. */
  see(seen: Seen): void {
    this.book.see(seen, Date.now());
    this.#hasNews = true;
  }

  /** What cannot be found out, or null when it can again: in the log when that is news, and wherever somebody looks. */
  setTrouble(about: Parameters<AdmissionBook['setTrouble']>[0], trouble: string | null): void {
    if (!this.book.setTrouble(about, trouble)) return;
    log.warn(trouble ?? `the admission sees its ${about} again`);
    this.#show();
  }

  /** Gives the turns that there is room for. */
  giveTurns(): void {
    this.#hasNews = false;
    for (const turn of this.book.grant()) if (!this.#isAnswered(turn)) void this.#tell(turn);
    this.#askedAtEvent.clear();
    this.#show();
  }

  /** Returns when turns may have to be given. */
  async untilNews(): Promise<void> {
    await condition(() => this.#hasNews);
  }

  /** Returns when every run that got its turn has been told. */
  async untilTold(): Promise<void> {
    await condition(() => this.#untold === 0);
  }

  /** Returns at the time for the next look, or as soon as somebody has to wait: there may be hosts not heard of yet. */
  async untilLook(everyMs: number): Promise<void> {
    await condition(() => this.#isLookWanted, everyMs);
    this.#isLookWanted = false;
  }

  #show(): void {
    setCurrentDetails(admissionPage(this.book.queue));
  }

  /** Who asked in this very task finds the turn when it reads its place: a signal would say it twice. */
  #isAnswered({ backupId }: Turn): boolean {
    return this.#askedAtEvent.get(backupId) === workflowInfo().historyLength;
  }

  async #tell({ workflowId, backupId }: Turn): Promise<void> {
    this.#untold += 1;
    try {
      await getExternalWorkflowHandle(workflowId).signal(turnSignal, { backupId });
    } catch {
      log.info(`${workflowId} was over when its turn came: the turn is free again`);
      this.leave(backupId);
    } finally {
      this.#untold -= 1;
    }
  }
}
