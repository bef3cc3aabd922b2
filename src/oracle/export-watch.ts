import type { JobState } from './export-decision';
import type { LoggedError } from './export-log';
import type { ExportProgress } from './export-progress';

/** After this long without a byte, the log is asked what the job waits for. */
const stalledAfterMs = 10_000;
/** Looks at a job that nobody can define or start: then another try of the activity may be luckier. */
const mostActs = 20;

/** What one activity remembers of the job that it watches. Nothing depends on it that the database does not tell again. */
export class ExportWatch {
  #state: { state: JobState; since: number } | undefined;
  #bytes: { bytes: number; since: number } | undefined;
  #acts = 0;
  /** Whether the job was seen started, or was started here. */
  wasStarted = false;
  /** What the job was found to wait for; forgotten as soon as it goes on. */
  waitsFor: string | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** For how long, in ms, the same state has been seen in a row. */
  seenForMs(state: JobState): number {
    if (state !== undefined && state !== 'DEFINING') this.wasStarted = true;
    if (this.#state === undefined || this.#state.state !== state) this.#state = { state, since: this.now() };
    return this.now() - this.#state.since;
  }

  /** Whether the job has stood still long enough to look why; true once in each such time. */
  isStalled({ bytes, state }: ExportProgress): boolean {
    if (state !== 'EXECUTING' || this.#bytes?.bytes !== bytes) {
      this.#bytes = { bytes, since: this.now() };
      this.waitsFor = undefined;
      return false;
    }
    if (this.now() - this.#bytes.since < stalledAfterMs) return false;
    this.#bytes = { bytes, since: this.now() };
    return true;
  }

  /** Counts definitions and starts; false when there were too many. */
  mayAct(): boolean {
    this.#acts += 1;
    return this.#acts <= mostActs;
  }
}

/** What a job waits for by the last error in its log: space, of which someone may give it more. */
export function spaceWait(errors: readonly LoggedError[]): string | undefined {
  const last = errors.at(-1);
  if (last?.numbers[0] !== 'ORA-39171') return undefined;
  return last.text.split('\n').at(-1);
}
