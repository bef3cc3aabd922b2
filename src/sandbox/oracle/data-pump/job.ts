import { setTimeout } from 'node:timers/promises';
import type { CallerSession } from '../engine';
import { errorStatus, type StatusLine } from './api-error';
import type { FinishedTable, JobDefinition, WrittenFile } from './job-definition';
import type { JobLog } from './job-log';
import { logTimePrefix, quoted } from './log-wording';
import type { MasterTable } from './master-table';

export type JobState =
  | 'DEFINING'
  | 'EXECUTING'
  | 'COMPLETING'
  | 'COMPLETED'
  | 'STOP PENDING'
  | 'STOPPING'
  | 'STOPPED'
  | 'IDLING'
  | 'NOT RUNNING';

/** One OPEN or ATTACH of a session. */
export interface Attachment {
  readonly handle: number;
  readonly session: CallerSession;
  readonly job: Job;
  /** Messages that this session has not fetched yet. */
  readonly wip: StatusLine[];
  readonly errors: StatusLine[];
  /** Why the last call with this handle failed. */
  apiErrors: readonly StatusLine[];
}

/** What the job does at the moment, for status and views. */
export interface JobActivity {
  bytesProcessed: number;
  totalBytes: number;
  errorCount: number;
  restartCount: number;
  /** `OWNER.TABLE` of what is read or written now. */
  current?: { readonly owner: string; readonly name: string; readonly objectType: string };
  files: readonly WrittenFile[];
  finished: readonly FinishedTable[];
}

/** A job that this process knows: it is being defined, runs, or idles with sessions attached. */
export class Job {
  state: JobState = 'DEFINING';
  readonly attachments = new Set<Attachment>();
  readonly activity: JobActivity = {
    bytesProcessed: 0,
    totalBytes: 0,
    errorCount: 0,
    restartCount: 0,
    files: [],
    finished: [],
  };
  startedAt = new Date();
  /** Completed with KEEP_MASTER: it can be looked at, not started again. */
  isFinished = false;
  log: JobLog | undefined;
  /** Asked to stop: 'pending' after the current table, 'now' at once, 'kill' at once and for good. */
  stopRequest: 'pending' | 'now' | 'kill' | undefined;
  /** Settles when the running job has ended. */
  running: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly definition: JobDefinition,
    readonly master: MasterTable,
  ) {}

  get quotedName(): string {
    return quoted(this.definition.owner, this.definition.name);
  }

  get hasEnded(): boolean {
    return this.state === 'COMPLETED' || this.state === 'STOPPED';
  }

  isFlagSet(name: 'METRICS' | 'KEEP_MASTER'): boolean {
    return this.definition.parameters[name] === '1';
  }

  setState(state: JobState): void {
    this.state = state;
    this.#wake();
  }

  /** A line for the log and for the attached sessions. */
  say(text: string, to: { readonly logOnly?: boolean } = {}): void {
    const logTime = this.definition.parameters['LOGTIME'] ?? 'NONE';
    const prefix = logTimePrefix(new Date());
    const stamped = (when: string, line: string) => (logTime === 'ALL' || logTime === when ? prefix + line : line);
    this.log?.write(text.split('\n').map((line) => stamped('LOGFILE', line)));
    if (to.logOnly === true) return;
    for (const { wip } of this.attachments) wip.push({ errorNumber: null, text: stamped('STATUS', text) });
    this.#wake();
  }

  /** A line about a worker's doing: METRICS tells which worker, and has some lines of its own. */
  sayOfWorker(text: string, only?: 'METRICS'): void {
    const isMetered = this.isFlagSet('METRICS');
    if (only === 'METRICS' && !isMetered) return;
    this.say(isMetered ? `W-1 ${text}` : text);
  }

  /** Lines of one error, which counts as one. */
  fail(lines: readonly StatusLine[], isCounted = true): void {
    if (isCounted) this.activity.errorCount += 1;
    this.log?.write(lines.flatMap((line) => line.text.split('\n')));
    const [first] = lines;
    const text = lines.map((line) => line.text).join('\n');
    for (const { errors } of this.attachments) errors.push({ errorNumber: first?.errorNumber ?? null, text });
    this.#wake();
  }

  failWith(code: number, ...parameters: string[]): void {
    this.fail([errorStatus(code, ...parameters)]);
  }

  /** Until something changes, a message comes, or the time is over. Infinity waits without end. */
  async changed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    const timer = new AbortController();
    try {
      const limit =
        timeoutMs === Infinity
          ? []
          : [setTimeout(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)];
      await Promise.race([woken, ...limit]);
    } finally {
      timer.abort();
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
