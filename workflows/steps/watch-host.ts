import type { BackupPlan } from '../../src/domain/backup-plan';
import { pickHost, type Lane } from '../running/lanes';
import type { ProgressBoard } from '../running/progress-board';
import { saidToWait } from '../running/said-to-wait';
import { startWatch, type Watch } from '../running/watch';

export interface WatchedHost {
  readonly lane: Lane;
  readonly watch: Watch;
}

/** Box two of the flowchart: chooses the host that shall do the work, and watches it from here on. */
export async function watchHost(plan: BackupPlan, board: ProgressBoard): Promise<WatchedHost> {
  const lane = await saidToWait(board, pickHost());
  board.update({ host: lane.host });
  return { lane, watch: startWatch(plan, lane, board) };
}
