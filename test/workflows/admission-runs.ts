import { WorkflowNotFoundError } from '@temporalio/client';
import { admissionId } from '../../src/domain/admission/admission-id';
import type { Asking } from '../../src/domain/admission/asking';
import type { AdmissionQueue } from '../../src/domain/admission/describe';
import type { AnsweredBy } from '../../src/domain/admission/room';
import type { AdmissionInput } from '../../workflows/admit-backups';
import { askingOf as plainAsking } from '../domain/admission/asking-of';
import { waitFor } from '../harness/wait-for';
import { statusOf } from './backup-runs';
import type { History } from './read-history';
import { exported } from './scripted-activities';
import { taskQueue, type WorkflowLab } from './workflow-lab';

export const theAdmission = admissionId(taskQueue);

/** The host of the lab, which has four lanes. */
export const hostA: AnsweredBy = { host: 'a', lanes: 4, backupsAtOnce: null };

/** An asking as a run would send it. */
export const askingOf = (name: string, change: Partial<Asking> = {}): Asking =>
  plainAsking(name, {
    backupId: `20261123T010000Z-${Buffer.from(name).toString('hex').slice(-6).padStart(6, '0')}`,
    ...change,
  });

const placeholder = askingOf('zzz', { isPaused: true });

/** The lanes of host a, taken by nobody: a test has them without four backups. */
const takenLanes = ['lane-1', 'lane-2', 'lane-3', 'lane-4'].map((name) => askingOf(name));

/** An admission of a test's own. */
export interface TestAdmission {
  /** Takes all lanes of host a; the admission's looks have to be scripted, or they find out. */
  readonly fill: () => Promise<void>;
  /** Gives a lane back. */
  readonly free: (lane: 1 | 2 | 3 | 4) => Promise<void>;
  readonly runId: string;
}

/** Runs a test beside an admission of its own, which a paused place keeps open. */
export async function besideAdmission<T>(
  lab: WorkflowLab,
  input: AdmissionInput,
  test: (admission: TestAdmission) => Promise<T>,
): Promise<T> {
  await untilNoAdmission(lab);
  const { signaledRunId } = await lab.client.workflow.signalWithStart('admitBackups', {
    taskQueue,
    workflowId: theAdmission,
    args: [input],
    signal: 'ask',
    signalArgs: [placeholder, hostA],
  });
  const admission = lab.client.workflow.getHandle(theAdmission);
  const leave = (asking: Asking | undefined): Promise<unknown> =>
    admission.signal('leave', asking?.backupId).catch(() => undefined);
  try {
    return await test({
      fill: async () => {
        for (const asking of takenLanes) await admission.signal('ask', asking, hostA);
        await waitFor('the lanes to be taken', async () => (await queueOf(lab)).running.length === takenLanes.length);
      },
      free: async (lane) => void (await leave(takenLanes[lane - 1])),
      runId: signaledRunId,
    });
  } finally {
    await Promise.all([...takenLanes, placeholder].map(leave));
    await untilNoAdmission(lab);
  }
}

const untilNoAdmission = (lab: WorkflowLab): Promise<unknown> =>
  waitFor('the admission to end', async () => (await statusOf(lab, theAdmission)) !== 'RUNNING');

/** Of the admission as it is, or was last; nobody where there has been none. */
export const queueOf = (lab: WorkflowLab): Promise<AdmissionQueue> =>
  lab.client.workflow
    .getHandle(theAdmission)
    .query<AdmissionQueue>('queue')
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError)
        return { atOnce: 0, hosts: [], running: [], waiting: 0, next: [], troubles: [] };
      throw error;
    });

/** The databases that wait, in the order of their turns; the ids of runs begin with the database's name. */
export async function waitingIn(lab: WorkflowLab): Promise<readonly string[]> {
  const { next } = await queueOf(lab);
  return next.map(({ workflowId }) => databaseOf(workflowId)).filter((name) => name !== placeholder.workflowId);
}

export const databaseOf = (workflowId: string): string => workflowId.replace(/-[0-9a-f]{8}-.*$/, '');

/** One small file: what is shown is the order, not the copy. */
export const smallExport = {
  ...exported,
  files: [{ name: 'rdbt_test_1_01.dmp', sizeBytes: 1000 }],
  bytes: 1000,
};

/** The runs that the admission told of their turn, in order, over its histories since `firstRunId`. */
export async function toldInOrder(
  lab: WorkflowLab,
  firstRunId: string,
): Promise<{ readonly told: readonly string[]; readonly histories: number }> {
  const told: string[] = [];
  let histories = 0;
  for (let runId: string | undefined = firstRunId; runId !== undefined; histories += 1) {
    const history: History = await lab.client.workflow.getHandle(theAdmission, runId).fetchHistory();
    for (const { signalExternalWorkflowExecutionInitiatedEventAttributes: signalled } of history.events ?? []) {
      if (signalled?.workflowExecution?.workflowId != null) told.push(signalled.workflowExecution.workflowId);
    }
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return { told, histories };
}
