/** What the sockets of one line did since the last step. */
export interface LineStep {
  /** What the other end took from all of them, in bytes per second. */
  readonly goodput: number;
  /** Of each that has something to send. */
  readonly flows: readonly RoundTrip[];
}

export interface RoundTrip {
  readonly roundTripMs: number;
  /** The smallest of the last seconds (BBR's own, which forgets). */
  readonly minRoundTripMs: number;
}

interface Remembered {
  /** The line's goodput of the last steps. */
  readonly recent: readonly number[];
  /** Steps in a row in which one flow or none sent. */
  readonly aloneSteps: number;
}

interface FreePacing extends Remembered {
  readonly phase: 'free';
  readonly restSteps: number;
}

interface CappedPacing extends Remembered {
  readonly phase: 'capped';
  /** Of all sockets together, in bytes per second. */
  readonly total: number;
  /** What it becomes when the queue has drained: a little under the one with which the queue began. */
  readonly afterDrain: number;
  /** Steps in a row that raised the cap, and that found a long queue. */
  readonly raised: number;
  readonly lowered: number;
}

/** What the policy remembers from one step to the next; `free` sets no cap. */
export type PacingState = FreePacing | CappedPacing;

export const freePacing: FreePacing = { phase: 'free', restSteps: 0, recent: [], aloneSteps: 0 };

const rememberSteps = 30;
/** Flows that begin fill the queue once while they look for the link's rate, and carry less than it has: too early to tell. */
const settleSteps = 5;
/** One step's figure is noisy: a few together are what the line carried. */
const meanOfSteps = 3;
/** Round trip over its minimum: from here on a queue stands in the link; up to `clear` it only bridges pauses of the flows. */
const queueRatio = { standing: 1.4, clear: 1.2 } as const;
/** What the hosts themselves add to a round trip at times: on a short line it is no queue. */
const hostJitterMs = 4;
/** Of what the link carries: no cap is lower. */
const floorShare = 0.9;
/** Of what the link carries: the first cap after the queue. Flows use some nine tenths of theirs (BBR's gain cycle, pauses). */
const firstShare = 1.05;
/** Of the cap with which a queue began: the next. While it drains, less by what waits in it: it is gone a step later. */
const giveWay = 0.96;
const stepSeconds = 1;
const probe = 0.02;
/** Below so much of the cap, in the mean of the last steps, the flows are held by something else. */
const usedShare = 0.8;
/** A queue that stays although we gave way so often is somebody else's: then we do not give way. */
const patienceSteps = 5;
const restSteps = 30;

/**
 * One step, about a second, of sharing a link among the BBR flows of one line. Each flow alone measures what the link
 * takes from it at its best, so together they send more than the link has, and fill its queue. When the round trip shows
 * that, the sum is capped below what really arrives, until the queue is gone. Then the cap creeps up, faster the longer no
 * queue begins, and gives way a little when one does: so all of the link is used, though flows use less than their caps, and
 * a link that got faster is found. One flow alone is left to BBR: what was
 * learnt is kept for some steps, since the others may just be between two requests.
 */
export function stepPacing(state: PacingState, { goodput, flows }: LineStep): PacingState {
  if (flows.length < 2) {
    const aloneSteps = state.aloneSteps + 1;
    return aloneSteps < settleSteps ? { ...state, aloneSteps } : freePacing;
  }
  const recent = [...state.recent, goodput].slice(-rememberSteps);
  return nextState({ ...state, aloneSteps: 0 }, queueOf(flows), recent);
}

/** What all sockets that send may send together, in bytes per second; null: as much as they like. */
export const capOf = (state: PacingState): number | null => (state.phase === 'capped' ? state.total : null);

function nextState(state: PacingState, queue: Queue, recent: readonly number[]): PacingState {
  // The best of the last half minute: a round trip can grow for other reasons than a queue (a busy host, a detour), and a
  // cap that followed what is measured under it would go down and down.
  const carried = bestOf(recent);
  const floor = carried * floorShare;
  const draining = (cap: number): number => Math.max(floor, cap * (giveWay - queue.seconds / stepSeconds));
  if (state.phase === 'free') {
    if (state.restSteps > 0) return { ...state, restSteps: state.restSteps - 1, recent };
    if (recent.length < settleSteps || queue.ratio <= queueRatio.standing) return { ...freePacing, recent };
    const afterDrain = carried * firstShare;
    return { phase: 'capped', total: draining(afterDrain), afterDrain, raised: 0, lowered: 1, recent, aloneSteps: 0 };
  }
  const held = Math.max(state.total, floor);
  if (queue.ratio > queueRatio.standing) {
    if (state.lowered >= patienceSteps) return { ...freePacing, restSteps, recent };
    const afterDrain = state.lowered > 0 ? state.afterDrain : held * giveWay;
    return { ...state, total: draining(held), afterDrain, raised: 0, lowered: state.lowered + 1, recent };
  }
  if (queue.ratio > queueRatio.clear) {
    // Nearly drained, or the beginning of one.
    return { ...state, total: Math.max(floor, held * (state.lowered > 0 ? 1 : giveWay)), raised: 0, recent };
  }
  if (state.lowered > 0) return { ...state, total: Math.max(floor, state.afterDrain), raised: 0, lowered: 0, recent };
  // Held by something else than the cap: a higher one would change nothing now, and be wrong later.
  if (meanOf(recent.slice(-meanOfSteps)) < usedShare * held) return { ...state, total: held, raised: 0, recent };
  const raised = state.raised + 1;
  const growth = probe * 2 ** Math.max(0, Math.min(3, raised - 3));
  return { ...state, total: held * (1 + growth), raised, recent };
}

function bestOf(recent: readonly number[]): number {
  const windows = recent.slice(meanOfSteps - 1).map((_, i) => recent.slice(i, i + meanOfSteps));
  return Math.max(...(windows.length === 0 ? [recent] : windows).map(meanOf));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

interface Queue {
  /** The flows' round trips over the smallest minimum among them: they go the same way. */
  readonly ratio: number;
  /** How much longer they are. */
  readonly seconds: number;
}

function queueOf(flows: readonly RoundTrip[]): Queue {
  const minima = flows.map(({ minRoundTripMs }) => minRoundTripMs).filter((ms) => ms > 0);
  const times = flows.map(({ roundTripMs }) => roundTripMs).filter((ms) => ms > 0);
  if (minima.length === 0 || times.length === 0) return { ratio: 1, seconds: 0 };
  const minimum = Math.min(...minima);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const queueMs = Math.max(0, mean - minimum - hostJitterMs);
  return { ratio: 1 + queueMs / minimum, seconds: queueMs / 1000 };
}
