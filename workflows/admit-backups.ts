import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CarriedAdmission } from '../src/domain/admission/carried';
import { AdmissionDesk } from './running/admission-desk';
import { withBeside } from './running/beside';
import { findHolders, keepLooking } from './running/admission-looks';
import { listenAtDesk } from './running/listen-at-desk';
import { holdersWithinMs, lookEveryMs } from './running/policies';

export interface AdmissionInput {
  /** The admission before this one was ended from outside: who has a turn has to be found out. */
  readonly lookForHolders?: boolean;
  /** So long nobody gets a turn where that cannot be found out, in ms. Default: ten minutes. */
  readonly holdersWithinMs?: number;
  /** How often it looks whether those who have a turn are still there, in ms. Default: a minute. */
  readonly lookEveryMs?: number;
  /** After so many events it begins a new history. Default: when the server suggests it. */
  readonly eventsPerRun?: number;
  /** From the run before. */
  readonly carried?: CarriedAdmission;
}

/**
 * Gives the backups of a task queue their turns: as many at once as its hosts have lanes, the others by the latest start
 * that still makes their deadline. Started by the first backup that asks, over when nobody runs and nobody waits.
 */
export async function admitBackups(input: AdmissionInput = {}): Promise<void> {
  const { carried, lookForHolders, ...settings } = input;
  const everyMs = settings.lookEveryMs ?? lookEveryMs;
  const desk = new AdmissionDesk(carried);
  listenAtDesk(desk);
  if (lookForHolders === true) {
    await findHolders(desk, { everyMs, withinMs: settings.holdersWithinMs ?? holdersWithinMs });
  }
  const isLong = (): boolean => {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength >= (settings.eventsPerRun ?? Infinity);
  };
  for (;;) {
    const giveTurns = async (): Promise<void> => {
      desk.giveTurns();
      while (!desk.book.isIdle && !isLong()) {
        await desk.untilNews();
        desk.giveTurns();
      }
    };
    await withBeside(() => keepLooking(desk, everyMs), giveTurns);
    await desk.untilTold();
    // Nothing is awaited from here to the end: a signal that comes now keeps this run going.
    if (isLong()) await continueAsNew<typeof admitBackups>({ ...settings, carried: desk.book.carried });
    if (desk.book.isIdle) return;
  }
}
