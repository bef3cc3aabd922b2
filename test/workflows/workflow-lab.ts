import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import {
  CombinedWorkerRunError,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { createAdmissionActivities } from '../../activities/admission';
import { createHostActivities, createLaneSlots, type HostActivities } from '../../activities/hosts';
import { createOwnershipActivities } from '../../activities/ownership';
import { workerIdentity } from '../../src/domain/admission/worker-identity';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { errorInterceptor } from '../../src/worker/error-interceptor';
import { builtWorkflows } from './built-workflows';
import { scriptedActivities, type ScriptedActivities } from './scripted-activities';

/** Activities that a test replaces. */
export type LabChanges = Partial<ScriptedActivities> & Partial<HostActivities>;

export interface WorkflowLab {
  readonly client: Client;
  readonly address: string;
  readonly calls: string[];
  /** Runs a test against workers whose activities are scripted, except ownership, hosts and admission, which are the real ones. */
  run<T>(changes: LabChanges, test: (lab: WorkflowLab) => Promise<T>): Promise<T>;
  /** A further host with a lane of its own. */
  host(name: string, changes: LabChanges): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

export const taskQueue = 'redoubt';

/** A Temporal server of this test's own, and workers in this process. */
export async function openWorkflowLab(): Promise<WorkflowLab> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const directory = mkdtempSync(join(tmpdir(), 'redoubt-workflows-'));
  const { sandbox } = await startSandbox({ directory, env: process.env, parts: ['temporal'] });
  const address = `127.0.0.1:${sandbox.state.temporal?.port ?? 0}`;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }) });
  const calls: string[] = [];
  const workerOptions = (queue: string, host: string, changes: LabChanges): WorkerOptions => {
    const lanes = createLaneSlots({ host, taskQueue: `${taskQueue}@${host}`, slots: 4 });
    return {
      connection,
      taskQueue: queue,
      activities: {
        ...createOwnershipActivities({ client: () => client }),
        ...createHostActivities({ lanes }),
        ...scriptedActivities(calls),
        ...createAdmissionActivities({ client: () => client, lanes, backupsAtOnce: undefined }),
        ...changes,
      },
      identity: workerIdentity({ host, lanes: lanes.slots }, process.pid),
      interceptors: { activity: [errorInterceptor] },
      stickyQueueScheduleToStartTimeout: '2s',
      maxHeartbeatThrottleInterval: '100ms',
      shutdownForceTime: '3s',
    };
  };

  const lab: WorkflowLab = {
    client,
    address,
    calls,
    run: async <T>(changes: LabChanges, test: (lab: WorkflowLab) => Promise<T>): Promise<T> => {
      calls.length = 0;
      const shared = await Worker.create({ ...workerOptions(taskQueue, 'a', changes), workflowBundle: builtWorkflows });
      const lane = await Worker.create(workerOptions(`${taskQueue}@a`, 'a', changes));
      let outcome: Promise<T> | undefined;
      try {
        return await shared.runUntil(() => lane.runUntil(() => (outcome = test(lab))));
      } catch (error) {
        // Combined: the test failed, and the worker could not end beside what it left running. The test's error says why.
        if (outcome === undefined || !(isEndedTooSoon(error) || error instanceof CombinedWorkerRunError)) throw error;
        return outcome;
      }
    },
    host: async (name, changes) => {
      // A connection of its own, as a host has one: two workers on one may not serve the same queue.
      const connection = await NativeConnection.connect({ address });
      const workers = [
        await Worker.create({ ...workerOptions(taskQueue, name, changes), connection }),
        await Worker.create({ ...workerOptions(`${taskQueue}@${name}`, name, changes), connection }),
      ];
      const running = Promise.all(workers.map((worker) => worker.run()));
      return {
        stop: async () => {
          for (const worker of workers) worker.shutdown();
          await running;
          await connection.close();
        },
      };
    },
    close: async () => {
      await connection.close();
      await client.connection.close();
      await sandbox.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return lab;
}

/** The SDK's word for a worker that is shut down while a terminated run's work still ends: it says nothing of the test. */
const isEndedTooSoon = (error: unknown): boolean =>
  error instanceof Error && error.name === 'IllegalStateError' && error.message.startsWith('Worker still in use');
