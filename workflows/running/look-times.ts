import { workflowInfo } from '@temporalio/workflow';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { commitReserveMs } from '../../src/domain/deadline';
import { activities, quickLook } from './policies';

const shortestWaitMs = 10_000;
const longestWaitMs = 300_000;
/** A copy that has just begun is looked at again after half the time that it has taken. */
const newShare = 0.5;
const newWaitMs = 15_000;
/** Looks in the time that is left: enough to act on what they show, few enough for the history. */
const looksAhead = 20;

/** How long until the next look at a run, `leftMs` before its deadline; `copyingForMs`: null where nothing is copied. */
export function nextLookMs(leftMs: number, copyingForMs: number | null): number {
  if (leftMs <= 0) return longestWaitMs;
  const next = Math.min(longestWaitMs, Math.max(shortestWaitMs, leftMs / looksAhead));
  // The moments that count are not slept over.
  const marks = [leftMs - commitReserveMs, leftMs].filter((ms) => ms > 0);
  const whileNew = copyingForMs === null ? Infinity : Math.max(newWaitMs, copyingForMs * newShare);
  return Math.max(1, Math.min(next, whileNew, ...marks));
}

/** What the work in flight has done; null where nobody answers. */
export function lookAtWork(): Promise<LiveFigures | null> {
  const { workflowId, runId } = workflowInfo();
  return activities(quickLook, 'how far it is')
    .readProgress({ workflowId, runId })
    .catch(() => null);
}
