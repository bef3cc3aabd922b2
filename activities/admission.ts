import { activityInfo } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { admissionId } from '../src/domain/admission/admission-id';
import type { Asking, FoundTurn, Turn } from '../src/domain/admission/asking';
import type { Seen } from '../src/domain/admission/book';
import type { Place } from '../src/domain/admission/place';
import type { AnsweredBy } from '../src/domain/admission/room';
import { findTurns } from './admission/find-turns';
import { servingHosts, type ServingHosts } from './admission/serving-hosts';
import { turnsOver } from './admission/turns-over';
import type { LaneSlots } from './hosts';

export interface AdmissionDependencies {
  readonly client: () => Client;
  readonly lanes: Pick<LaneSlots, 'host' | 'slots'>;
  /** Of the configuration; undefined: as many as the hosts have lanes. */
  readonly backupsAtOnce: number | undefined;
}

/** What the admission sees when it looks around, and what it cannot. */
export interface Sighting extends Seen, ServingHosts {}

export type AdmissionActivities = ReturnType<typeof createAdmissionActivities>;

/** A backup's way to the admission of its task queue, and the admission's eyes (workflows/admit-backups.ts). */
export function createAdmissionActivities({ client, lanes, backupsAtOnce }: AdmissionDependencies) {
  const answeredBy: AnsweredBy = { host: lanes.host, lanes: lanes.slots, backupsAtOnce: backupsAtOnce ?? null };
  return {
    /** Asks for a turn, or says anew what the run wants; starts the admission where there is none. Idempotent. */
    askForTurn: async (asking: Asking): Promise<Place> => {
      const { taskQueue } = activityInfo();
      const admission = client().workflow.getHandle(admissionId(taskQueue));
      await tellOrStart(client(), taskQueue, admission, [asking, answeredBy]);
      // The admission's own type (workflows/running/admission-signals.ts).
      return admission.query<Place, [string]>('place', asking.backupId);
    },

    /** Which hosts serve the queue, and which of the runs that have a turn are over. */
    lookAround: async ({ held }: { readonly held: readonly Turn[] }): Promise<Sighting> => {
      const [serving, gone] = await Promise.all([
        servingHosts(client(), activityInfo().taskQueue),
        turnsOver(client(), held),
      ]);
      return { answeredBy, ...serving, gone };
    },

    /** The runs of this queue that have got past the admission, whoever let them. */
    findTurns: (): Promise<readonly FoundTurn[]> => findTurns(client(), activityInfo().taskQueue),
  };
}

/** Most often it is there: a signal is all. */
async function tellOrStart(
  client: Client,
  taskQueue: string,
  admission: WorkflowHandle,
  signalArgs: [Asking, AnsweredBy],
): Promise<void> {
  try {
    await admission.signal('ask', ...signalArgs);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await client.workflow.signalWithStart('admitBackups', {
      taskQueue,
      workflowId: admission.workflowId,
      args: [{ lookForHolders: await wasCutOff(admission) }],
      signal: 'ask',
      signalArgs,
      staticSummary: `gives backups of ${taskQueue} their turns`,
    });
  }
}

/** Whether the last one was ended from outside: then there may be runs that have a turn. */
async function wasCutOff(admission: WorkflowHandle): Promise<boolean> {
  try {
    return (await admission.describe()).status.name !== 'COMPLETED';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
