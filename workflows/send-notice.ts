import { log } from '@temporalio/workflow';
import type { Holder } from '../src/domain/keeper';
import type { Notice } from '../src/domain/notice';
import { failureCause } from './running/failure';
import { activities, notifying } from './running/policies';

/** A notice as its run composed it; or a run that ended without a word, of which Temporal has to tell. */
export type NoticeOrder = { readonly notice: Notice } | { readonly lostRun: Holder };

/** Sends one notice, for an hour if need be. Never fails: what kept it from being sent is its answer, and in the log. */
export async function sendNotice(order: NoticeOrder): Promise<{ readonly problem: string | null }> {
  try {
    if ('notice' in order) await activities(notifying, `tell: ${order.notice.event}`).notify(order.notice);
    else await activities(notifying, 'tell of a lost run').notifyOfLostRun(order.lostRun);
    return { problem: null };
  } catch (error) {
    const problem = failureCause(error).message;
    log.warn(`a notification could not be sent: ${problem}`);
    return { problem };
  }
}
