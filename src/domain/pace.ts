import { commitReserveMs } from './deadline';
import type { Estimate } from './forecast';
import { formatSeconds } from './quantities';

/** `steady` keeps out of the way of database and network; `expedited` uses what there is. */
export const paces = ['steady', 'expedited'] as const;
export type Pace = (typeof paces)[number];

/** What the pace remembers from one look to the next. */
export interface PaceState {
  readonly pace: Pace;
  readonly sinceMs: number;
  /** Somebody asked for it, or the run began too late: it never slows down again. */
  readonly isAsked: boolean;
  /** How often it has slowed down again. */
  readonly returns: number;
}

export interface PaceSight {
  readonly nowMs: number;
  /** Null: there is no deadline. */
  readonly deadlineMs: number | null;
  /** What is left at the pace of now; null: not known. */
  readonly left: Estimate | null;
  /** How much longer the rest would take at `steady` than at the pace of now: 1 or more, from what was measured. */
  readonly steadyFactor: number;
  /** Until the undo that the export reads from is gone; null: not known, or no export runs. */
  readonly undoLeftMs: number | null;
  /** What is left of the export alone. */
  readonly exportLeft: Estimate | null;
}

/** A line of the decision log: when, what was known, what was changed. */
export interface Decision {
  readonly at: string;
  readonly pace: Pace;
  readonly because: string;
}

/** It slows down only with so much time to spare, as a share of what would then be left: the night may still turn. */
const spareShare = 1;
/** Nobody is spared much by the last minutes. */
const leastToSlowDownMs = 600_000;
/** No change back before the pace has shown what it brings. */
const leastDwellMs = 60_000;
/** Somebody who has had to speed up again so often stays fast. */
const mostReturns = 2;

export const startingPace = (nowMs: number, isAsked: boolean): PaceState => ({
  pace: isAsked ? 'expedited' : 'steady',
  sinceMs: nowMs,
  isAsked,
  returns: 0,
});

/** Somebody asks for the fast pace. Never slower after it. */
export const expedite = (state: PaceState, nowMs: number): PaceState => ({
  ...state,
  isAsked: true,
  pace: 'expedited',
  sinceMs: state.pace === 'expedited' ? state.sinceMs : nowMs,
});

/**
 * The pace from now on: faster when even a slow course misses the deadline, or the undo runs out before the export does;
 * slower again when `steady` would make it with time to spare. No clock, no IO: what is known comes with the sight.
 */
export function choosePace(
  state: PaceState,
  sight: PaceSight,
): { readonly state: PaceState; readonly decision?: Decision } {
  const reason = state.pace === 'steady' ? reasonToHurry(sight) : reasonToSlowDown(state, sight);
  if (reason === undefined) return { state };
  const pace: Pace = state.pace === 'steady' ? 'expedited' : 'steady';
  const returns = state.returns + (pace === 'steady' ? 1 : 0);
  return {
    state: { ...state, pace, sinceMs: sight.nowMs, returns },
    decision: { at: new Date(sight.nowMs).toISOString(), pace, because: reason },
  };
}

function reasonToHurry({ nowMs, deadlineMs, left, undoLeftMs, exportLeft }: PaceSight): string | undefined {
  if (undoLeftMs !== null && exportLeft !== null && exportLeft.slowMs > undoLeftMs) {
    return `the undo lasts ${formatSeconds(undoLeftMs)}, the export may take ${formatSeconds(exportLeft.slowMs)}`;
  }
  if (deadlineMs === null || left === null) return undefined;
  const timeMs = deadlineMs - nowMs - commitReserveMs;
  if (left.slowMs <= timeMs) return undefined;
  return `${formatSeconds(timeMs)} are left, and the rest takes ${formatSeconds(left.likelyMs)}, ${formatSeconds(left.slowMs)} when it goes badly`;
}

function reasonToSlowDown(state: PaceState, sight: PaceSight): string | undefined {
  const { nowMs, deadlineMs, left, steadyFactor, undoLeftMs, exportLeft } = sight;
  if (state.isAsked || state.returns >= mostReturns || nowMs - state.sinceMs < leastDwellMs) return undefined;
  if (left === null || deadlineMs === null) return undefined;
  const atSteadyMs = left.slowMs * Math.max(1, steadyFactor);
  const timeMs = deadlineMs - nowMs - commitReserveMs;
  if (atSteadyMs < leastToSlowDownMs || atSteadyMs * (1 + spareShare) > timeMs) return undefined;
  if (undoLeftMs !== null && exportLeft !== null && exportLeft.slowMs * steadyFactor * (1 + spareShare) > undoLeftMs) {
    return undefined;
  }
  return `${formatSeconds(timeMs)} are left, and at the steady pace the rest takes ${formatSeconds(atSteadyMs)} at most`;
}
