import { workflowInfo } from '@temporalio/workflow';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { activities, quickLook } from './policies';

/** The commit's own time before the deadline. */
export const commitReserveMs = 10_000;
const shortestWaitMs = 10_000;
const longestWaitMs = 300_000;
/** While the levers of a copy are being found. */
const closelyMs = 60_000;
/** Looks in the time that is left: enough to act on what they show, few enough for the history. */
const looksAhead = 20;

/** How long until the next look at a run, `leftMs` before its deadline. */
export function nextLookMs(leftMs: number, closely: boolean): number {
  if (leftMs <= 0) return longestWaitMs;
  const next = Math.min(longestWaitMs, Math.max(shortestWaitMs, leftMs / looksAhead));
  // The moments that count are not slept over.
  const marks = [leftMs - commitReserveMs, leftMs].filter((ms) => ms > 0);
  return Math.max(1, Math.min(closely ? Math.min(closelyMs, next) : next, ...marks));
}

/** What the work in flight has done; null where nobody answers. */
export function lookAtWork(): Promise<LiveFigures | null> {
  const { workflowId, runId } = workflowInfo();
  return activities(quickLook, 'how far it is')
    .readProgress({ workflowId, runId })
    .catch(() => null);
}
