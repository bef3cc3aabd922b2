import { condition, isCancellation } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { withBeside } from './beside';
import type { Control } from './control';
import { activities, oneTry } from './policies';
import type { Timekeeper } from './timekeeper';

export interface FollowingExport {
  /** With the workers that the job is defined with. */
  readonly plan: BackupPlan;
  readonly attempt: number;
  readonly control: Control;
  readonly time: Timekeeper;
}

/** Runs an attempt of the export, and changes the number of its workers meanwhile whenever the pace does. */
export function whileWorkersFollow<T>(following: FollowingExport, work: () => Promise<T>): Promise<T> {
  return withBeside(() => follow(following), work);
}

async function follow({ plan, attempt, control, time }: FollowingExport): Promise<void> {
  let has = plan.export.parallel;
  for (;;) {
    await condition(() => time.exportWorkers !== has && !control.paused);
    const workers = time.exportWorkers;
    const why = await setWorkers(plan, attempt, workers);
    // What could not be set is not tried again before the pace changes: the job has ended, or the edition has none.
    has = workers;
    time.note(why === undefined ? `${workers} Data Pump workers from now on` : `Data Pump keeps its workers: ${why}`);
  }
}

/** @returns why not; undefined: it has them. A lever that cannot be pulled is no error of the backup. */
async function setWorkers(plan: BackupPlan, attempt: number, workers: number): Promise<string | undefined> {
  try {
    const outcome = await activities(oneTry, `${workers} Data Pump workers`).setExportWorkers({
      plan,
      attempt,
      workers,
    });
    return outcome.kind === 'set' ? undefined : outcome.reason;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return 'the database did not answer';
  }
}
