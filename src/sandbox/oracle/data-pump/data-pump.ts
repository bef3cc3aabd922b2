import { randomBytes } from 'node:crypto';
import type { CallerSession, Database, ViewProvider } from '../engine';
import type { Faults } from '../faults';
import { type BeforeRemove, DirectoryFiles } from '../packages/directory-files';
import type { PackageBodies, Routine, RoutineCall } from '../packages/routine';
import { DataPumpError, type StatusLine } from './api-error';
import { controlRoutines } from './control-routines';
import { defineRoutines } from './define-routines';
import { infoRoutines } from './dump-file-info';
import { fileRoutines } from './file-routines';
import { Job, type Attachment } from './job';
import type { JobDefinition, JobMode, JobOperation } from './job-definition';
import { removeFilesOfJob } from './job-files';
import { isMasterTable, MasterTable } from './master-table';
import { createMaster, checkOpen } from './open-checks';
import { statusRoutines } from './status-routines';
import { dataPumpViews } from './views';

interface SessionHandles {
  readonly attachments: Map<number, Attachment>;
  /** Why the last OPEN or ATTACH of the session failed: GET_STATUS with a NULL handle. */
  lastErrors: readonly StatusLine[];
}

/**
 * DBMS_DATAPUMP: jobs, the handles that sessions have on them, and the views over both.
 *
 * A job lives here while it is being defined, runs, or idles with a session attached. All that must outlast the process
 * is in its master table, so that a job which dies with the stand-in is NOT RUNNING afterwards, as on a server.
 */
export class DataPump implements PackageBodies, ViewProvider {
  readonly files: DirectoryFiles;
  readonly views: ViewProvider['views'];
  readonly routines: Readonly<Record<string, Routine>>;
  readonly #jobs = new Set<Job>();
  readonly #ended: Job[] = [];
  readonly #sessions = new Map<number, SessionHandles>();
  #lastHandle = 0;
  #isHalted = false;

  constructor(
    readonly database: Database,
    readonly faults: Faults,
    /** Called with each dump file that goes with its job, while it is still there. */
    readonly beforeRemove: BeforeRemove = () => undefined,
  ) {
    this.files = new DirectoryFiles(database);
    this.views = dataPumpViews(this);
    const all = {
      ...defineRoutines(this),
      ...fileRoutines(this),
      ...controlRoutines(this),
      ...statusRoutines(this),
      ...infoRoutines(this),
    };
    this.routines = Object.fromEntries(
      Object.entries(all).map(([name, routine]) => [`DBMS_DATAPUMP.${name}`, this.#reporting(routine)]),
    );
  }

  /** Jobs that run or idle in this process. */
  get jobs(): Iterable<Job> {
    return this.#jobs;
  }

  /** Jobs that ended lately: V$SESSION_LONGOPS still shows them. */
  get endedJobs(): readonly Job[] {
    return this.#ended;
  }

  get isHalted(): boolean {
    return this.#isHalted;
  }

  findJob(owner: string, name: string): Job | undefined {
    return [...this.#jobs].find(({ definition }) => definition.owner === owner && definition.name === name);
  }

  /** OPEN: creates the master table and leaves the job DEFINING. */
  open(session: CallerSession, operation: JobOperation, mode: JobMode, name: string | null): number {
    checkOpen(this, session, mode, operation);
    const master = createMaster(this, session.user, operation, mode, name);
    const definition: JobDefinition = {
      owner: session.user,
      name: master.name.name,
      operation,
      mode,
      guid: randomBytes(16).toString('hex').toUpperCase(),
      degree: 1,
      dumpTargets: [],
      parameters: {},
      metadataFilters: [],
      dataFilters: [],
      remaps: [],
      transforms: [],
    };
    const job = new Job(definition, master);
    this.#jobs.add(job);
    return this.connect(session, job);
  }

  hasJob(job: Job): boolean {
    return this.#jobs.has(job);
  }

  /** All jobs of a user, running or not. */
  jobNamesOf(owner: string): readonly string[] {
    return this.database
      .tables(owner)
      .filter(isMasterTable)
      .map((table) => table.name);
  }

  /** Takes a job that is NOT RUNNING into the process. */
  adopt(job: Job): void {
    this.#jobs.add(job);
  }

  /** A new handle of the session on the job. */
  connect(session: CallerSession, job: Job): number {
    this.#lastHandle += 1;
    const attachment: Attachment = { handle: this.#lastHandle, session, job, wip: [], errors: [], apiErrors: [] };
    job.attachments.add(attachment);
    this.handlesOf(session).attachments.set(attachment.handle, attachment);
    return attachment.handle;
  }

  /** The job behind the HANDLE argument. ORA-31623 when the session has no such handle. */
  attachment(call: RoutineCall): Attachment {
    const handle = call.number('HANDLE');
    const found = handle === null ? undefined : this.handlesOf(call.session).attachments.get(handle);
    if (found === undefined) throw new DataPumpError(31623);
    return found;
  }

  /** Gives a handle up. The last one on a job that is not running takes the job out of the process. */
  detach(attachment: Attachment): void {
    const { job, session, handle } = attachment;
    this.handlesOf(session).attachments.delete(handle);
    job.attachments.delete(attachment);
    if (job.attachments.size > 0) return;
    if (job.state === 'DEFINING') this.discard(job, 'DEFINING');
    else if (job.state === 'IDLING') this.release(job, 'STOPPED');
  }

  /** Ends a job in this process; its master table stays. */
  release(job: Job, state: 'COMPLETED' | 'STOPPED'): void {
    this.#jobs.delete(job);
    this.#ended.push(job);
    if (this.#ended.length > 20) this.#ended.shift();
    job.setState(state);
  }

  /** Ends a job for good: the master table goes, and with a killed export its dump files. */
  discard(job: Job, why: 'DEFINING' | 'COMPLETED' | 'KILLED'): void {
    if (why === 'KILLED') removeFilesOfJob(job.definition, this.beforeRemove);
    job.master.drop();
    this.release(job, why === 'COMPLETED' ? 'COMPLETED' : 'STOPPED');
  }

  /** A stored job's master table, if there is one of that name. */
  storedJob(owner: string, name: string): MasterTable | undefined {
    const table = this.database.table(owner, name);
    return table !== undefined && isMasterTable(table) ? new MasterTable(this.database, { owner, name }) : undefined;
  }

  handlesOf(session: CallerSession): SessionHandles {
    const known = this.#sessions.get(session.sid);
    if (known !== undefined) return known;
    const made: SessionHandles = { attachments: new Map(), lastErrors: [] };
    this.#sessions.set(session.sid, made);
    return made;
  }

  endSession(session: CallerSession): void {
    for (const attachment of this.handlesOf(session).attachments.values()) this.detach(attachment);
    this.#sessions.delete(session.sid);
  }

  /** The end of all jobs in this process, as when the server's power goes: nothing is written any more. */
  async halt(): Promise<void> {
    this.#isHalted = true;
    for (const job of this.#jobs) job.stopRequest = 'now';
    for (const job of this.#jobs) await job.running;
  }

  /** Keeps the reason of a failed call for GET_STATUS; the exception has the class only. */
  #reporting(routine: Routine): Routine {
    return async (call) => {
      try {
        return (await routine(call)) ?? null;
      } catch (error) {
        if (!(error instanceof DataPumpError)) throw error;
        const handles = this.handlesOf(call.session);
        const attachment = handles.attachments.get(call.number('HANDLE') ?? -1);
        if (attachment === undefined) handles.lastErrors = error.lines;
        else attachment.apiErrors = error.lines;
        throw error.toPlsql();
      }
    };
  }
}
