import { condition, isCancellation, log, setHandler, workflowInfo } from '@temporalio/workflow';
import { latestStartMs, type Asking } from '../../src/domain/admission/asking';
import type { Place } from '../../src/domain/admission/place';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { turnSignal } from '../running/admission-signals';
import type { Control } from '../running/control';
import { failureCause } from '../running/failure';
import { activities, askAdmission } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';
import type { Timekeeper } from '../running/timekeeper';

/** The admission may have been ended, and those who wait start it again by asking. */
const firstAskAgainMs = 10_000;
const lastAskAgainMs = 600_000;
/** An admission that has been asked so often and does not know the run takes no askings of this version. */
const mostUnheard = 3;

/** What the wait for a turn needs of its run. */
export interface Waiter {
  readonly control: Control;
  readonly time: Timekeeper;
}

/**
 * Waits for the backup's turn: at once where there is room, else in the order of the latest start that still makes each
 * deadline. An order that comes meanwhile (pause, expedite, another deadline) asks anew. The keeper gives the turn back.
 * An admission that does not answer holds nobody up for good: the run says so, and goes on.
 */
export async function awaitAdmission(plan: BackupPlan, waiter: Waiter, board: ProgressBoard): Promise<void> {
  const { backupId } = plan;
  const asking = askingOf(backupId, waiter, board);
  const since = new Date(asking().askedAtMs).toISOString();
  let isGranted = false;
  setHandler(turnSignal, (turn) => void (isGranted ||= turn.backupId === backupId), {
    description: 'sent by the admission: it is this backup’s turn',
  });

  let unheard = 0;
  let waitMs = firstAskAgainMs;
  for (;;) {
    const asked = asking();
    const place = await askForTurn(asked, board);
    if (isGranted || place === null || place.isGranted) break;
    unheard = place.before === null ? unheard + 1 : 0;
    if (unheard >= mostUnheard) {
      goOn('the admission does not take it on its list', board);
      break;
    }
    const { isGranted: _, ...standing } = place;
    board.showWait({ ...standing, since });
    const isNews = await condition(() => isGranted || hasChanged(asked, asking()), waitMs);
    if (isGranted) break;
    waitMs = isNews ? firstAskAgainMs : Math.min(lastAskAgainMs, waitMs * 2);
  }
  board.endWait();
}

/** What the run says of itself, as it stands when it is said. */
function askingOf(backupId: string, { control, time }: Waiter, board: ProgressBoard): () => Asking {
  const { workflowId } = workflowInfo();
  const askedAtMs = Date.now();
  return () => ({
    workflowId,
    backupId,
    latestStartMs: latestStartMs(board.progress.timing),
    isExpedited: time.isAsked,
    isPaused: control.paused,
    askedAtMs,
  });
}

/** The latest start of a paused run moves with the end of its pause: it counts once the run is resumed. */
const hasChanged = (asked: Asking, now: Asking): boolean =>
  asked.isPaused !== now.isPaused ||
  asked.isExpedited !== now.isExpedited ||
  (!now.isPaused && asked.latestStartMs !== now.latestStartMs);

/** Null: it cannot be asked. */
async function askForTurn(asking: Asking, board: ProgressBoard): Promise<Place | null> {
  try {
    return await activities(askAdmission, 'is it my turn?').askForTurn(asking);
  } catch (error) {
    if (isCancellation(error)) throw error;
    goOn(failureCause(error).message, board);
    return null;
  }
}

function goOn(why: string, board: ProgressBoard): void {
  const warning = `it went on without waiting for its turn: ${why}`;
  log.warn(warning);
  board.update({ warnings: [...board.progress.warnings, warning] });
}
