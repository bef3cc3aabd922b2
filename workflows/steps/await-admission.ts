import { condition, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import { latestStartMs, type Asking } from '../../src/domain/admission/asking';
import type { Place } from '../../src/domain/admission/ledger';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { turnSignal } from '../running/admission-signals';
import type { Control } from '../running/control';
import { failureCause } from '../running/failure';
import { activities, askAdmission } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';
import type { Timekeeper } from '../running/timekeeper';

/** The admission may have been ended, and those who wait start it again by asking. */
const firstAskAgainMs = 30_000;
const lastAskAgainMs = 600_000;

/**
 * Waits for the backup's turn: at once where there is room, else in the order of the latest start that still makes each
 * deadline. An order that comes meanwhile (pause, expedite, another deadline) asks anew. The keeper gives the turn back.
 */
export async function awaitAdmission(
  plan: BackupPlan,
  { control, time }: { readonly control: Control; readonly time: Timekeeper },
  board: ProgressBoard,
): Promise<void> {
  const { backupId } = plan;
  const { workflowId } = workflowInfo();
  const askedAtMs = Date.now();
  let isGranted = false;
  setHandler(turnSignal, (turn) => void (isGranted ||= turn.backupId === backupId), {
    description: 'sent by the admission: it is this backup’s turn',
  });
  const asking = (): Asking => ({
    workflowId,
    backupId,
    latestStartMs: latestStartMs(board.progress.timing),
    isExpedited: time.isAsked,
    isPaused: control.paused,
    askedAtMs,
  });

  let waitMs = firstAskAgainMs;
  for (;;) {
    const asked = asking();
    const place = await askForTurn(asked, board);
    if (isGranted || place.isGranted) break;
    board.showWait(place.before, new Date(askedAtMs));
    const isNews = await condition(() => isGranted || hasChanged(asked, asking()), waitMs);
    if (isGranted) break;
    waitMs = isNews ? firstAskAgainMs : Math.min(lastAskAgainMs, waitMs * 2);
  }
  board.endWait();
}

const hasChanged = (asked: Asking, now: Asking): boolean =>
  asked.isPaused !== now.isPaused || asked.isExpedited !== now.isExpedited || asked.latestStartMs !== now.latestStartMs;

/** A backup is not held up for good by an admission that does not answer: it says so, and goes on. */
async function askForTurn(asking: Asking, board: ProgressBoard): Promise<Place> {
  try {
    return await activities(askAdmission, 'is it my turn?').askForTurn(asking);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const warning = `it went on without waiting for its turn: ${failureCause(error).message}`;
    board.update({ warnings: [...board.progress.warnings, warning] });
    return { isGranted: true, before: null };
  }
}
