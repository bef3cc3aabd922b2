import { defaultPayloadConverter } from '@temporalio/common';
import { VirtualRun, type Ending } from './virtual-run';
import type { VirtualClock } from './virtual-clock';
import type { Payload, WorkflowSandbox } from './workflow-sandbox';

/** What an activity may do beside answering. */
export interface ActivityContext {
  readonly clock: VirtualClock;
  /** Aborted when the workflow asks for the activity's end. */
  readonly signal: AbortSignal;
  /** The workflow that called. */
  readonly workflowId: string;
  readonly taskQueue: string;
  /** What a client would do. */
  readonly temporal: VirtualTemporal;
}

/** An activity answers in virtual time; one that throws is a fault of the simulation. */
export type VirtualActivity = (order: never, context: ActivityContext) => Promise<unknown>;

export interface VirtualTemporalParts {
  readonly clock: VirtualClock;
  readonly sandbox: WorkflowSandbox;
  readonly activities: Readonly<Record<string, VirtualActivity>>;
  /** Each search attribute as a run sets it. */
  readonly onSearchAttribute: (name: string, value: unknown, atMs: number) => void;
}

/** Temporal in virtual time, as far as our workflows use it. What it does not know ends it with an error. */
export class VirtualTemporal {
  readonly parts: VirtualTemporalParts;
  readonly #runs = new Map<string, VirtualRun>();
  #started = 0;
  /** Sandboxes that work on something at this moment. */
  #active = 0;
  #fault: Error | undefined;

  constructor(parts: VirtualTemporalParts) {
    this.parts = parts;
  }

  /** The open run of a workflow; undefined when there is none. */
  open(workflowId: string): VirtualRun | undefined {
    const run = this.#runs.get(workflowId);
    return run?.ending === undefined ? run : undefined;
  }

  async start(
    workflowType: string,
    workflowId: string,
    input: readonly Payload[],
    from: { readonly parent?: VirtualRun; readonly after?: VirtualRun } = {},
  ): Promise<VirtualRun> {
    this.#started += 1;
    const runId = `run-${this.#started}`;
    const firstRunId = from.after?.identity.firstRunId ?? runId;
    const parent = from.parent === undefined ? from.after?.identity.parent : idOf(from.parent);
    const startedAtMs = this.parts.clock.nowMs;
    const identity = { workflowType, workflowId, runId, firstRunId, parent, startedAtMs };
    const { sandboxed, first } = await this.parts.sandbox.start(identity, input);
    const run = new VirtualRun(this, identity, sandboxed, from.after?.onEnd);
    this.#runs.set(workflowId, run);
    run.tell(first);
    return run;
  }

  /** False: there is no such run. */
  signal(workflowId: string, signalName: string, input: readonly Payload[]): boolean {
    const run = this.open(workflowId);
    run?.tell({ signalWorkflow: { signalName, input: [...input], identity: '', headers: {} } });
    return run !== undefined;
  }

  /** Asks the open runs of these workflows, one after the other; what is not open does not answer. */
  async ask(workflowIds: readonly string[], queryType: string): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    await this.atWork(async () => {
      for (const workflowId of workflowIds) {
        const run = this.open(workflowId);
        if (run !== undefined) answers.push(await run.query(queryType));
      }
    });
    return answers;
  }

  /** Time stands still while a sandbox works. */
  async atWork(work: () => Promise<void>): Promise<void> {
    this.#active += 1;
    try {
      await work();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#active -= 1;
    }
  }

  /** What is wrong with the simulation, or with the workflows: it ends the night. */
  fail(error: unknown): void {
    this.#fault ??= error instanceof Error ? error : new Error(String(error));
  }

  /**
   * Lets time pass until a run has ended.
   * @throws Error when nothing more can happen, or something did that this Temporal does not know
   */
  async runToEnd(run: VirtualRun): Promise<Ending> {
    for (;;) {
      // All that follows from one moment, before the next one.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#fault !== undefined) throw this.#fault;
      const now = this.#runs.get(run.identity.workflowId);
      if (now?.ending !== undefined) return now.ending;
      if (this.#active > 0) continue;
      if (!this.parts.clock.advance()) throw new Error(`${run.identity.workflowId} waits, and nothing will come`);
    }
  }

  async dispose(): Promise<void> {
    for (const run of this.#runs.values()) await run.dispose();
    this.#runs.clear();
  }
}

const idOf = ({ identity: { workflowId, runId } }: VirtualRun): { workflowId: string; runId: string } => ({
  workflowId,
  runId,
});

export const toPayloads = (values: readonly unknown[]): Payload[] =>
  values.map((value) => defaultPayloadConverter.toPayload(value));

export const fromPayload = (payload: Payload | null | undefined): unknown =>
  payload == null ? undefined : defaultPayloadConverter.fromPayload(payload);
