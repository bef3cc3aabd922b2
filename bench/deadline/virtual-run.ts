import type { temporal } from '@temporalio/proto';
import { durationMs, VirtualActivities } from './virtual-activities';
import { fromPayload, type VirtualTemporal } from './virtual-temporal';
import type { Command, Job, Payload, RunIdentity, SandboxedRun } from './workflow-sandbox';

export type Failure = temporal.api.failure.v1.IFailure;
export type Ending =
  | { readonly kind: 'completed'; readonly result: Payload | null | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** From an event to the workflow task that deals with it. */
const taskMs = 5;
const eventsOfATask = 3;
/** Temporal's default. */
const suggestsContinueAsNewAt = 4096;

/** One run of a workflow: tells it what happened, and does what it commands. */
export class VirtualRun {
  readonly identity: RunIdentity;
  /** Called with each run's end; a run that continues as new hands it on. */
  onEnd: (ending: Ending) => void;
  readonly #temporal: VirtualTemporal;
  readonly #sandboxed: SandboxedRun;
  readonly #activities: VirtualActivities;
  readonly #timers = new Map<number, () => void>();
  /** Their workflow ids. */
  readonly #children = new Map<number, string>();
  #inbox: Job[] = [];
  #isDue = false;
  #isActive = false;
  #events = 0;
  #updates = 0;
  #ending: Ending | undefined;

  constructor(
    virtualTemporal: VirtualTemporal,
    identity: RunIdentity,
    sandboxed: SandboxedRun,
    onEnd: (ending: Ending) => void = () => undefined,
  ) {
    this.#temporal = virtualTemporal;
    this.identity = identity;
    this.#sandboxed = sandboxed;
    this.onEnd = onEnd;
    this.#activities = new VirtualActivities(virtualTemporal, this);
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Something happened: the next workflow task tells it. */
  tell(job: Job): void {
    if (this.#ending !== undefined) return;
    this.#inbox.push(job);
    this.#events += 1;
    this.#arrange();
  }

  /** The answer of a query, which changes nothing. Between activations. */
  async query(queryType: string): Promise<unknown> {
    while (this.#isActive) await new Promise((resolve) => setImmediate(resolve));
    const [command] = await this.#sandboxed.activate(
      [{ queryWorkflow: { queryId: 'query', queryType, arguments: [], headers: {} } }],
      { nowMs: this.#temporal.parts.clock.nowMs, historyLength: this.#events, continueAsNewSuggested: false },
    );
    const answer = command?.respondToQuery?.succeeded?.response;
    if (answer == null) throw new Error(`no answer to ${queryType}: ${JSON.stringify(command)}`);
    return fromPayload(answer);
  }

  /** An update; its outcome is in `updates` once the run has dealt with it. */
  update(name: string, input: readonly Payload[]): void {
    this.#updates += 1;
    const id = `update-${this.#updates}`;
    this.tell({
      doUpdate: { id, protocolInstanceId: id, name, input: [...input], headers: {}, runValidator: true, meta: {} },
    });
  }

  /** What updates were answered, in order: a result, or the message of their refusal. */
  readonly updates: ({ readonly result: unknown } | { readonly refused: string })[] = [];

  dispose(): Promise<void> {
    return this.#sandboxed.dispose();
  }

  #arrange(): void {
    if (this.#isDue || this.#isActive) return;
    this.#isDue = true;
    this.#temporal.parts.clock.in(taskMs, () => {
      this.#isDue = false;
      void this.#temporal.atWork(() => this.#activate());
    });
  }

  async #activate(): Promise<void> {
    if (this.#ending !== undefined) return;
    // As the SDK's core does: the start, then signals and updates, then the rest.
    const jobs = this.#inbox.toSorted((a, b) => rankOf(a) - rankOf(b));
    this.#inbox = [];
    this.#events += eventsOfATask;
    this.#isActive = true;
    const commands = await this.#sandboxed.activate(jobs, {
      nowMs: this.#temporal.parts.clock.nowMs,
      historyLength: this.#events,
      continueAsNewSuggested: this.#events >= suggestsContinueAsNewAt,
    });
    for (const command of commands) await this.#obey(command);
    this.#events += commands.length;
    this.#isActive = false;
    if (this.#inbox.length > 0) this.#arrange();
  }

  async #obey(command: Command): Promise<void> {
    const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity } = command;
    if (startTimer != null) return this.#startTimer(startTimer.seq ?? 0, durationMs(startTimer.startToFireTimeout));
    if (cancelTimer != null) return this.#cancelTimer(cancelTimer.seq ?? 0);
    if (scheduleActivity != null) return this.#activities.schedule(scheduleActivity);
    if (requestCancelActivity != null) return this.#activities.requestCancel(requestCancelActivity.seq ?? 0);
    if (command.startChildWorkflowExecution != null) return this.#startChild(command.startChildWorkflowExecution);
    if (command.cancelChildWorkflowExecution != null) {
      const child = this.#children.get(command.cancelChildWorkflowExecution.childWorkflowSeq ?? 0) ?? '';
      return this.#temporal.open(child)?.tell({ cancelWorkflow: { reason: 'by the parent' } });
    }
    if (command.signalExternalWorkflowExecution != null) return this.#signal(command.signalExternalWorkflowExecution);
    if (command.upsertWorkflowSearchAttributes != null) {
      return this.#tag(command.upsertWorkflowSearchAttributes.searchAttributes?.indexedFields ?? {});
    }
    if (command.updateResponse != null) {
      const { rejected, completed } = command.updateResponse;
      if (rejected != null) this.updates.push({ refused: rejected.message ?? '' });
      if (completed != null) this.updates.push({ result: fromPayload(completed) });
      return;
    }
    return this.#end(command);
  }

  #startTimer(seq: number, ms: number): void {
    const callOff = this.#temporal.parts.clock.in(ms, () => {
      this.#timers.delete(seq);
      this.tell({ fireTimer: { seq } });
    });
    this.#timers.set(seq, callOff);
  }

  #cancelTimer(seq: number): void {
    this.#timers.get(seq)?.();
    this.#timers.delete(seq);
  }

  async #startChild(order: NonNullable<Command['startChildWorkflowExecution']>): Promise<void> {
    const { workflowType = '', workflowId = '', input } = order;
    const seq = order.seq ?? 0;
    if (this.#temporal.open(workflowId ?? '') !== undefined) throw new Error(`${workflowId ?? ''} runs already`);
    const child = await this.#temporal.start(workflowType ?? '', workflowId ?? '', input ?? [], { parent: this });
    this.#children.set(seq, child.identity.workflowId);
    child.onEnd = (ending) => this.tell({ resolveChildWorkflowExecution: { seq, result: childResult(ending, child) } });
    this.tell({ resolveChildWorkflowExecutionStart: { seq, succeeded: { runId: child.identity.runId } } });
  }

  #signal({ seq, childWorkflowId, workflowExecution, signalName, args }: SignalOrder): void {
    const workflowId = childWorkflowId || workflowExecution?.workflowId || '';
    const isThere = this.#temporal.signal(workflowId, signalName ?? '', args ?? []);
    const failure = { message: `no such run: ${workflowId}`, applicationFailureInfo: { type: 'NotFound' } };
    this.tell({ resolveSignalExternalWorkflow: { seq: seq ?? 0, ...(isThere ? {} : { failure }) } });
  }

  #tag(fields: Readonly<Record<string, Payload>>): void {
    const { onSearchAttribute, clock } = this.#temporal.parts;
    for (const [name, payload] of Object.entries(fields)) onSearchAttribute(name, fromPayload(payload), clock.nowMs);
  }

  async #end(command: Command): Promise<void> {
    const { continueAsNewWorkflowExecution: next } = command;
    if (next != null) {
      this.#ending = { kind: 'cancelled' };
      const { workflowId, workflowType } = this.identity;
      await this.#temporal.start(next.workflowType || workflowType, workflowId, next.arguments ?? [], { after: this });
      return;
    }
    this.#ending = endingOf(command);
    this.onEnd(this.#ending);
  }
}

type SignalOrder = NonNullable<Command['signalExternalWorkflowExecution']>;

function endingOf(command: Command): Ending {
  const { completeWorkflowExecution: completed, failWorkflowExecution: failed, cancelWorkflowExecution } = command;
  if (completed != null) return { kind: 'completed', result: completed.result };
  if (failed != null) return { kind: 'failed', failure: failed.failure ?? {} };
  if (cancelWorkflowExecution != null) return { kind: 'cancelled' };
  throw new Error(`a command that the virtual Temporal does not know: ${Object.keys(command).join(', ')}`);
}

type ChildResult = NonNullable<NonNullable<Job['resolveChildWorkflowExecution']>['result']>;

function childResult(ending: Ending, { identity: { workflowId, workflowType } }: VirtualRun): ChildResult {
  if (ending.kind === 'completed') return { completed: { result: ending.result ?? null } };
  const cause = ending.kind === 'failed' ? ending.failure : { message: 'cancelled', canceledFailureInfo: {} };
  const failure: Failure = {
    message: 'child workflow ended',
    cause,
    childWorkflowExecutionFailureInfo: {
      workflowExecution: { workflowId },
      workflowType: { name: workflowType },
    },
  };
  return ending.kind === 'failed' ? { failed: { failure } } : { cancelled: { failure } };
}

function rankOf(job: Job): number {
  if (job.initializeWorkflow != null) return 0;
  return job.signalWorkflow != null || job.doUpdate != null ? 1 : 2;
}
