import { isCancellation } from '@temporalio/workflow';
import type { AccelerationReport } from '../../src/domain/acceleration';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { Holder } from '../../src/domain/keeper';
import { failureCause } from '../running/failure';
import { tellKeeper } from '../running/keeper-signals';
import type { Lane } from '../running/lanes';
import { activities, onLane } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';

/**
 * Box three of the flowchart: BBR and TCP Fast Open on the sockets to each region, the host's settings only when asked
 * for. The keeper is told first: it undoes what is changed on the host. Never an error of the backup.
 */
export async function accelerateNetwork(
  plan: BackupPlan,
  { lane, holder }: { readonly lane: Lane; readonly holder: Holder },
  board: ProgressBoard,
): Promise<AccelerationReport> {
  if (plan.acceleration === 'host') await tellKeeper(holder, { ...lane, tag: plan.tag });
  const report = await reportOf(plan, lane);
  board.update({ acceleration: report });
  return report;
}

async function reportOf(plan: BackupPlan, { host, taskQueue }: Lane): Promise<AccelerationReport> {
  try {
    return await activities(onLane(taskQueue), `accelerate on ${host}`).accelerate({ plan });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { message } = failureCause(error);
    const unavailable = `${host} did not answer: ${message}`;
    return { host, scope: plan.acceleration, unavailable, regions: [], hostChanges: [], gains: [] };
  }
}
