import { isCancellation, sleep } from '@temporalio/workflow';
import type { AdmissionDesk } from './admission-desk';
import { failureCause } from './failure';
import { activities, admissionLook, holderSearch } from './policies';

/** Looks every so often, and at once when somebody has to wait, which turns are over and which hosts are there. */
export async function keepLooking(desk: AdmissionDesk, everyMs: number): Promise<never> {
  for (;;) {
    await desk.untilLook(everyMs);
    const { held } = desk.book;
    const look = activities(admissionLook, `are ${held.length} runs still there?`).lookAround({ held });
    const sighting = await look.catch((error: unknown) => {
      if (isCancellation(error)) throw error;
      desk.setTrouble('looks', `whose turns are over cannot be seen: ${failureCause(error).message}`);
      return undefined;
    });
    if (sighting === undefined) continue;
    desk.setTrouble('looks', null);
    desk.setTrouble('hosts', sighting.trouble);
    desk.see(sighting);
  }
}

/**
 * The admission before this one was ended from outside, and who had a turn has it still. Until that is known nobody gets
 * one, or too many would run; where it cannot be known in time, those who wait are not held up for ever.
 */
export async function findHolders(
  desk: AdmissionDesk,
  { everyMs, withinMs }: { readonly everyMs: number; readonly withinMs: number },
): Promise<void> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    try {
      desk.book.hold(await activities(holderSearch, 'who has a turn?').findTurns());
      return desk.setTrouble('holders', null);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const unknown = `who had a turn before is not known: ${failureCause(error).message}`;
      if (Date.now() >= untilMs) {
        return desk.setTrouble('holders', `${unknown}; more may run than there is room for`);
      }
      desk.setTrouble('holders', `${unknown}; nobody gets one until it is`);
    }
    await sleep(Math.min(everyMs, Math.max(1, untilMs - Date.now())));
  }
}
