import { Worker } from 'node:worker_threads';
import { BackupError } from '../../errors';
import type { JobWatcher } from '../copy/path-meter';
import type { FailedJob, Job, OpenDone, OpenJob, SealDone, SealJob, ThreadAnswer } from './seal-jobs';
import { StageClock } from './stage-clock';

/** Compiled it is seal-worker.js; under a test runner that compiles on the fly, Node strips the types of seal-worker.ts. */
const workerFile = __filename.replace(/part-threads(\.[jt]s)$/, 'seal-worker$1');
const quietly = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];
const execArgv = workerFile.endsWith('.ts') ? quietly : [];

type Done = Exclude<ThreadAnswer, FailedJob>;

interface Waiting {
  readonly job: Job;
  readonly watcher: JobWatcher | undefined;
  readonly resolve: (answer: Done) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly clock: StageClock;
  working: Waiting | undefined;
}

/**
 * The threads that seal and open parts: one pool a process. Jobs wait in order; a thread that dies fails its job alone
 * and is replaced. Idle threads do not keep the process alive.
 */
export class PartThreads {
  /** Parts that are sealed or opened at the same time, at most. */
  readonly size: number;
  readonly #queue: Waiting[] = [];
  readonly #threads = new Set<Thread>();
  #closed = false;

  constructor(size: number) {
    this.size = size;
  }

  /** @throws Error with what the thread said */
  async seal(job: SealJob, watcher?: JobWatcher): Promise<SealDone> {
    const answer = await this.#run(job, watcher);
    if ('sealed' in answer) return answer.sealed;
    throw new BackupError('INTERNAL', 'a sealing thread answered something else');
  }

  /** What lies in the job's sealed bytes afterwards is of no use. @throws Error with what the thread said */
  async open(job: OpenJob): Promise<OpenDone> {
    const answer = await this.#run(job, undefined);
    if ('opened' in answer) return answer.opened;
    throw new BackupError('INTERNAL', 'a sealing thread answered something else');
  }

  /** @param bytes in shared memory. @returns their SHA-256 in hex */
  async digest(bytes: Uint8Array): Promise<string> {
    const answer = await this.#run({ kind: 'digest', bytes }, undefined);
    if ('digest' in answer) return answer.digest;
    throw new BackupError('INTERNAL', 'a sealing thread answered something else');
  }

  /** @param bytes in shared memory. @param fd stays open until this has ended. @throws the system's error, with its code */
  async write(bytes: Uint8Array, fd: number, offset: number): Promise<void> {
    const answer = await this.#run({ kind: 'write', bytes, fd, offset }, undefined);
    if ('writtenBytes' in answer && answer.writtenBytes === bytes.length) return;
    throw new BackupError('INTERNAL', 'a sealing thread answered something else');
  }

  /** Starts the threads now, not with their first jobs: for whoever has something else to wait for first. */
  start(): void {
    while (this.#threads.size < this.size) this.#startThread();
  }

  #run(job: Job, watcher: JobWatcher | undefined): Promise<Done> {
    if (this.#closed) return Promise.reject(new BackupError('INTERNAL', 'the sealing threads are closed'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, watcher, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads; jobs that are not done fail. */
  async close(): Promise<void> {
    this.#closed = true;
    const gone = new BackupError('INTERNAL', 'the sealing threads were closed');
    for (const waiting of this.#queue.splice(0)) waiting.reject(gone);
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    const [waiting] = this.#queue;
    if (waiting === undefined || this.#closed) return;
    const thread = this.#idleThread();
    if (thread === undefined) return;
    this.#queue.shift();
    thread.working = waiting;
    thread.worker.ref();
    thread.clock.reset();
    waiting.watcher?.onStart(thread.clock);
    thread.worker.postMessage(waiting.job, []);
  }

  #idleThread(): Thread | undefined {
    const idle = [...this.#threads].find(({ working }) => working === undefined);
    return idle ?? (this.#threads.size < this.size ? this.#startThread() : undefined);
  }

  #startThread(): Thread {
    const clock = new StageClock();
    const worker = new Worker(workerFile, { execArgv, name: 'redoubt-seal', workerData: clock.shared });
    const thread: Thread = { worker, clock, working: undefined };
    this.#threads.add(thread);
    worker.unref();
    worker.on('message', (answer: ThreadAnswer) => this.#answered(thread, answer));
    worker.on('error', (error) => this.#gone(thread, error));
    worker.on('exit', () => this.#gone(thread, undefined));
    return thread;
  }

  #answered(thread: Thread, answer: ThreadAnswer): void {
    const { working } = thread;
    thread.working = undefined;
    working?.watcher?.onEnd(thread.clock);
    thread.worker.unref();
    if ('failed' in answer) working?.reject(Object.assign(new Error(answer.failed), answer.system));
    else working?.resolve(answer);
    this.#next();
  }

  #gone(thread: Thread, cause: unknown): void {
    this.#threads.delete(thread);
    thread.working?.watcher?.onEnd(thread.clock);
    thread.working?.reject(new BackupError('INTERNAL', 'a sealing thread ended in mid-work', { cause }));
    thread.working = undefined;
    this.#next();
  }
}
