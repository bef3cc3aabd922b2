import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { Outcome } from '../src/domain/backup-result';
import { keeperId, type Holder, type KeeperResult } from '../src/domain/keeper';
import { withHeartbeat } from './heartbeat';

/** The keeper of a database, as Temporal knows it (workflows/keep-database.ts). */
export interface OwnershipDependencies {
  readonly client: () => Client;
}

export interface KeeperRelease {
  readonly holder: Holder;
  /** The run created nothing in the database. */
  readonly clean: boolean;
  /** How the run ended: for the worker's metrics. */
  readonly outcome: Outcome;
}

export type OwnershipActivities = ReturnType<typeof createOwnershipActivities>;

export function createOwnershipActivities({ client }: OwnershipDependencies) {
  return {
    /** Ends the keeper of a run that is over (or of ours, before a Reset) and waits for its clean-up; or says who is busy. */
    evictKeeper: (me: Holder): Promise<{ busyWith?: Holder }> =>
      withHeartbeat(async () => {
        const keeper = await findKeeper(client(), me.database);
        if (keeper === undefined) return {};
        const { holder } = keeper;
        const mine = holder.workflowId === me.workflowId && holder.firstExecutionRunId === me.firstExecutionRunId;
        if (!mine && (await isOpen(client(), holder))) return { busyWith: holder };
        await ignoreMissing(keeper.handle.cancel());
        await unlessCancelled(keeper.handle.result().catch(() => undefined));
        return {};
      }),

    /** Tells our keeper that the run is over, and waits for its clean-up. */
    releaseKeeper: ({ holder, clean }: KeeperRelease): Promise<KeeperResult> =>
      withHeartbeat(async () => {
        const keeper = await findKeeper(client(), holder.database);
        const ours = keeper?.holder.firstExecutionRunId === holder.firstExecutionRunId;
        if (keeper === undefined || !ours) return { removed: [], leftBehind: [] };
        await ignoreMissing(keeper.handle.signal('release', { clean }));
        // The handle's result is what keepDatabase returns.
        return (await unlessCancelled(keeper.handle.result())) as KeeperResult;
      }),
  };
}

interface OpenKeeper {
  readonly handle: WorkflowHandle;
  readonly holder: Holder;
}

/** The keeper that holds a database now; undefined when it is free. */
export async function findKeeper(client: Client, database: string): Promise<OpenKeeper | undefined> {
  try {
    const described = await client.workflow.getHandle(keeperId(database)).describe();
    if (described.status.name !== 'RUNNING') return undefined;
    // The memo is written by holdDatabase, from a Holder.
    const holder = described.memo as unknown as Holder;
    return { handle: client.workflow.getHandle(keeperId(database), described.runId), holder };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function isOpen(client: Client, holder: Holder): Promise<boolean> {
  try {
    const described = await client.workflow.getHandle(holder.workflowId).describe();
    const firstRunId = described.raw.workflowExecutionInfo?.firstRunId;
    return described.status.name === 'RUNNING' && firstRunId === holder.firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** A keeper may need this very worker to clean up: one that shuts down does not wait for it, another attempt does. */
function unlessCancelled<T>(wait: Promise<T>): Promise<T> {
  return Promise.race([wait, Context.current().cancelled]);
}

async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
