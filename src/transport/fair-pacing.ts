/** What one socket that has work did since the last reading. */
export interface PacedSocket {
  readonly id: string;
  /** What the other end took, in bytes per second over the interval. */
  readonly goodput: number;
  readonly roundTripMs: number;
  /** The smallest of the last seconds (BBR's own, which forgets). */
  readonly minRoundTripMs: number;
}

/** What the policy remembers from one step to the next; `free` sets no cap. */
export type PacingState =
  | { readonly phase: 'free'; readonly restSteps: number; readonly recent: readonly number[] }
  | {
      readonly phase: 'capped';
      /** Of all sockets together, in bytes per second. */
      readonly total: number;
      /** Steps in a row that raised the cap, and that lowered it. */
      readonly raised: number;
      readonly lowered: number;
      /** The line's goodput of the last seconds. */
      readonly recent: readonly number[];
    };

export interface PacingStep {
  readonly state: PacingState;
  /** Bytes per second by socket; null: none. */
  readonly caps: ReadonlyMap<string, number> | null;
}

export const freePacing: PacingState = { phase: 'free', restSteps: 0, recent: [] };

const rememberSteps = 10;
/** Round trip over its minimum: from here on a queue stands in the link. */
const queueRatio = 1.25;
/** Up to here there is none. */
const clearRatio = 1.1;
/** What the queue is drained with. */
const backOff = 0.95;
const probe = 0.01;
/** A queue that stays although we gave way so often is somebody else's: then we do not give way. */
const patienceSteps = 5;
const restSteps = 30;

/**
 * One step, about a second, of sharing a link among the BBR flows of one line. Each flow alone measures what the link
 * takes from it at its best, so together they send more than the link has, and fill its queue. When the round trip shows
 * that, the sum is capped a little below what really arrives. While the queue stays empty the cap creeps up, faster the
 * longer nothing happens: so a link that got faster is found. One flow alone is left to BBR.
 */
export function stepPacing(state: PacingState, sockets: readonly PacedSocket[]): PacingStep {
  if (sockets.length < 2) return { state: freePacing, caps: null };
  const goodput = sockets.reduce((sum, each) => sum + each.goodput, 0);
  const recent = [...state.recent, goodput].slice(-rememberSteps);
  const next = nextState(state, { queue: queueOf(sockets), goodput, recent });
  return { state: next, caps: next.phase === 'free' ? null : shareOut(next.total, sockets) };
}

interface Measured {
  readonly queue: number;
  readonly goodput: number;
  readonly recent: readonly number[];
}

function nextState(state: PacingState, { queue, goodput, recent }: Measured): PacingState {
  // The best of the last seconds: a link whose queue is full delivers all that it can.
  const link = Math.max(...recent);
  const lowered = { phase: 'capped', total: link * backOff, raised: 0, recent } as const;
  if (state.phase === 'free') {
    if (state.restSteps > 0) return { phase: 'free', restSteps: state.restSteps - 1, recent };
    return queue > queueRatio && link > 0 ? { ...lowered, lowered: 1 } : { ...freePacing, recent };
  }
  if (queue > queueRatio) {
    if (state.lowered >= patienceSteps) return { phase: 'free', restSteps, recent };
    return { ...lowered, lowered: state.lowered + 1 };
  }
  const total = Math.max(state.total, lowered.total);
  // Below the cap for other reasons: a higher cap would change nothing, and would be too high later.
  if (queue > clearRatio || goodput < 0.8 * total) return { ...state, total, raised: 0, lowered: 0, recent };
  const raised = state.raised + 1;
  const growth = probe * 2 ** Math.max(0, Math.min(5, Math.floor((raised - 8) / 2)));
  return { phase: 'capped', total: total * (1 + growth), raised, lowered: 0, recent };
}

/** The sockets' round trips over the smallest minimum among them: they go the same way. */
function queueOf(sockets: readonly PacedSocket[]): number {
  const minima = sockets.map(({ minRoundTripMs }) => minRoundTripMs).filter((ms) => ms > 0);
  const times = sockets.map(({ roundTripMs }) => roundTripMs).filter((ms) => ms > 0);
  if (minima.length === 0 || times.length === 0) return 1;
  return times.reduce((sum, ms) => sum + ms, 0) / times.length / Math.min(...minima);
}

/** Equal shares; what a slow socket leaves of its own goes to the others. */
function shareOut(total: number, sockets: readonly PacedSocket[]): ReadonlyMap<string, number> {
  const equal = total / sockets.length;
  const slow = sockets.filter(({ goodput }) => goodput < equal / 2);
  const left = slow.reduce((sum, { goodput }) => sum + equal - goodput * 2, 0);
  const others = sockets.length - slow.length;
  return new Map(
    sockets.map(({ id, goodput }) => [id, goodput < equal / 2 || others === 0 ? equal : equal + left / others]),
  );
}
