import { CancellationScope, continueAsNew, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { CarriedAdmission } from '../src/domain/admission/carried';
import { AdmissionDesk } from './running/admission-desk';

export interface AdmissionInput {
  /** The admission before this one was ended from outside: who has a turn has to be found out. */
  readonly lookForHolders?: boolean;
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
  const desk = new AdmissionDesk(carried);
  if (lookForHolders === true) await desk.lookForHolders();
  const isLong = (): boolean => {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength >= (settings.eventsPerRun ?? Infinity);
  };
  for (;;) {
    await whileLooking(desk, settings.lookEveryMs ?? 60_000, async () => {
      desk.giveTurns();
      while (!desk.isIdle && !isLong()) {
        await desk.untilNews();
        desk.giveTurns();
      }
    });
    await desk.untilTold();
    // Nothing is awaited from here to the end: a signal that comes now keeps this run going.
    if (isLong()) await continueAsNew<typeof admitBackups>({ ...settings, carried: desk.carried });
    if (desk.isIdle) return;
  }
}

/** Does the work; the looks end with it. */
async function whileLooking(desk: AdmissionDesk, everyMs: number, work: () => Promise<void>): Promise<void> {
  const looking = new CancellationScope();
  const looks = looking
    .run(() => desk.keepLooking(everyMs))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  try {
    await work();
  } finally {
    looking.cancel();
    await looks;
  }
}
