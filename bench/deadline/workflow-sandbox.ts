import { TypedSearchAttributes } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time';
import { coresdk } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker';
import type { Workflow, WorkflowCreateOptions } from '@temporalio/worker/lib/workflow/interface';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared';

/*
 * The only file that knows the SDK's inside (pinned to ~1.24): the workflows' own sandbox, given activations and asked for
 * commands, as the SDK's Rust core does. Temporal's time-skipping test server would need Java and does not order events
 * the same way twice; here a night takes about a second and follows from its seed.
 */

export type Job = coresdk.workflow_activation.IWorkflowActivationJob;
export type Command = coresdk.workflow_commands.IWorkflowCommand;
export type Payload = NonNullable<coresdk.workflow_activation.IInitializeWorkflow['arguments']>[number];

export interface RunIdentity {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly firstRunId: string;
  readonly parent: { readonly workflowId: string; readonly runId: string } | undefined;
  readonly startedAtMs: number;
}

export interface Moment {
  readonly nowMs: number;
  readonly historyLength: number;
  readonly continueAsNewSuggested: boolean;
}

/** A run in its sandbox. */
export interface SandboxedRun {
  /** @throws Error what Temporal would take for a defect and retry for ever */
  activate(jobs: readonly Job[], moment: Moment): Promise<readonly Command[]>;
  dispose(): Promise<void>;
}

/** This source's workflows, in the SDK's sandboxes. */
export class WorkflowSandbox {
  readonly #creator: ReusableVMWorkflowCreator;

  private constructor(creator: ReusableVMWorkflowCreator) {
    this.#creator = creator;
  }

  /** @param built their bundle, where there is one: else it is made. */
  static async open(built?: string): Promise<WorkflowSandbox> {
    const code = built ?? (await bundle());
    // Hooks that remember each promise's stack, for a query that nobody asks here: they take most of the time.
    globalHandlers.installed = true;
    const creator = await ReusableVMWorkflowCreator.create(parseWorkflowCode(code), limitMs, new Set());
    return new WorkflowSandbox(creator);
  }

  async start(run: RunIdentity, input: readonly Payload[]): Promise<{ sandboxed: SandboxedRun; first: Job }> {
    const workflow = await this.#creator.createWorkflow({
      info: infoOf(run),
      randomnessSeed: [...Buffer.from(run.runId)],
      now: run.startedAtMs,
      showStackTraceSources: false,
    });
    const { workflowId, workflowType } = run;
    return {
      sandboxed: sandboxed(workflow, run),
      first: firstJob({ workflowId, workflowType, arguments: [...input] }),
    };
  }
}

const limitMs = 30_000;

async function bundle(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows'),
    logger: new DefaultLogger('ERROR'),
  });
  return code;
}

const firstJob = (initializeWorkflow: coresdk.workflow_activation.IInitializeWorkflow): Job => ({ initializeWorkflow });

const sandboxed = (workflow: Workflow, { runId, workflowId }: RunIdentity): SandboxedRun => ({
  dispose: () => workflow.dispose(),
  activate: async (jobs, { nowMs, historyLength, continueAsNewSuggested }) => {
    const activation = { runId, timestamp: msToTs(nowMs), isReplaying: false, historyLength, continueAsNewSuggested };
    const completion = await workflow.activate(
      coresdk.workflow_activation.WorkflowActivation.fromObject({ ...activation, jobs: [...jobs] }),
    );
    if (completion.successful == null) {
      const { message, stackTrace } = completion.failed?.failure ?? {};
      throw new Error(`${workflowId}: ${message ?? 'no reason given'}\n${stackTrace ?? ''}`);
    }
    return completion.successful.commands ?? [];
  },
});

function infoOf(run: RunIdentity): WorkflowCreateOptions['info'] {
  const startedAt = new Date(run.startedAtMs);
  const forbidden = (): never => {
    throw new Error('a workflow asks for the time or chance outside of its history');
  };
  return {
    workflowId: run.workflowId,
    runId: run.runId,
    workflowType: run.workflowType,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    ...(run.parent === undefined ? {} : { parent: { ...run.parent, namespace } }),
    historyLength: 0,
    historySize: 0,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    taskQueue: 'redoubt',
    namespace,
    firstExecutionRunId: run.firstRunId,
    originalExecutionRunId: run.runId,
    startTime: startedAt,
    runStartTime: startedAt,
    taskTimeoutMs: 10_000,
    attempt: 1,
    unsafe: { now: forbidden, isReplaying: false, isReplayingHistoryEvents: false, random: forbiddenRandom(forbidden) },
  };
}

const namespace = 'default';

const forbiddenRandom = (forbidden: () => never): WorkflowCreateOptions['info']['unsafe']['random'] => ({
  random: forbidden,
  uuid4: forbidden,
  fillRandom: forbidden,
});
