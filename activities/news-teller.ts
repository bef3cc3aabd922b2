import type { WorkflowHandle } from '@temporalio/client';
import type { UnavailablePart, Verdict } from '../src/domain/bottleneck';
import type { MonitorNews } from '../src/domain/monitor-news';

/** Each is five events in the run's history. */
const mostNews = 60;

/**
 * Tells a run what its monitor sees, when that has changed. One signal at a time, always the newest; one that does not
 * arrive (Temporal is down, the run is over) is no error. Bounded in number.
 */
export class NewsTeller {
  readonly #host: string;
  readonly #run: Pick<WorkflowHandle, 'signal'>;
  #told = '';
  #count = 0;
  #next: MonitorNews | undefined;
  #isTelling = false;
  #isClosed = false;

  constructor(host: string, run: Pick<WorkflowHandle, 'signal'>) {
    this.#host = host;
    this.#run = run;
  }

  tell(verdict: Verdict | null, unavailable: readonly UnavailablePart[]): void {
    const news: MonitorNews = { host: this.#host, verdict, unavailable };
    const key = keyOf(news);
    if (key === this.#told || this.#isClosed || this.#count >= mostNews) return;
    this.#told = key;
    this.#next = news;
    if (!this.#isTelling) void this.#send();
  }

  /** Nothing more is told. */
  close(): void {
    this.#isClosed = true;
  }

  async #send(): Promise<void> {
    this.#isTelling = true;
    while (this.#next !== undefined && !this.#isClosed) {
      const news = this.#next;
      this.#next = undefined;
      this.#count += 1;
      await this.#run.signal('monitor', news).catch(() => undefined);
    }
    this.#isTelling = false;
  }
}

/** Its figures move all the time: what is bound by what is what counts. */
const keyOf = ({ verdict, unavailable }: MonitorNews): string =>
  JSON.stringify([verdict?.bottleneck, verdict?.region, unavailable.map(({ part, reason }) => [part, reason])]);
