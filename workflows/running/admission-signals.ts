import { defineQuery, defineSignal, getExternalWorkflowHandle, log, workflowInfo } from '@temporalio/workflow';
import { admissionId } from '../../src/domain/admission/admission-id';
import type { Asking } from '../../src/domain/admission/asking';
import type { AdmissionQueue } from '../../src/domain/admission/describe';
import type { Place } from '../../src/domain/admission/place';
import type { AnsweredBy } from '../../src/domain/admission/room';
import { failureCause } from './failure';

/** To the admission: a run asks for its turn, or says anew what it wants. */
export const askSignal = defineSignal<[asking: Asking, answeredBy: AnsweredBy]>('ask');

/** To the admission: the backup of this id needs no turn any more. */
export const leaveSignal = defineSignal<[backupId: unknown]>('leave');

/** From the admission to a run that waits: it is its turn. */
export const turnSignal = defineSignal<[{ readonly backupId: string }]>('turn');

/** Where the backup of this id stands. */
export const placeQuery = defineQuery<Place, [backupId: string]>('place');

/** Who runs, and who gets a turn next: for people. */
export const queueQuery = defineQuery<AdmissionQueue>('queue');

/**
 * Gives a turn back, or the place of one who waits. Call it where cancellation does not reach. There may be no admission
 * any more, and nothing to give back; a word that is lost is made up for by the admission's next look.
 */
export async function leaveAdmission(backupId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(admissionId(workflowInfo().taskQueue)).signal(leaveSignal, backupId);
  } catch (error) {
    log.info(`the admission was not told that ${backupId} is over: ${failureCause(error).message}`);
  }
}
