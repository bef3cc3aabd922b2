import type { Asking, FoundTurn, Turn } from './asking';

/** Who runs, and who waits in which order. */
export interface Ledger {
  /** In the order in which they get their turn. */
  readonly waiting: readonly Asking[];
  readonly held: readonly FoundTurn[];
}

export const emptyLedger: Ledger = { waiting: [], held: [] };

/**
 * The order of turns: whom somebody expedited, then by the latest start that still makes the deadline, then who has none;
 * first come, first served among equals.
 */
export function compareAsking(a: Asking, b: Asking): number {
  return (
    Number(b.isExpedited) - Number(a.isExpedited) ||
    compareStarts(a.latestStartMs, b.latestStartMs) ||
    a.askedAtMs - b.askedAtMs ||
    (a.backupId < b.backupId ? -1 : 1)
  );
}

function compareStarts(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

/** A run asks, or asks again: its newest word counts, and who has a turn keeps it, unless that was only assumed. */
export function ask(ledger: Ledger, asking: Asking): Ledger {
  const isKnown = ({ backupId, isAssumed }: FoundTurn): boolean => backupId === asking.backupId && isAssumed !== true;
  if (ledger.held.some(isKnown)) return ledger;
  const { waiting, held } = leave(ledger, asking.backupId);
  const place = waiting.findIndex((other) => compareAsking(asking, other) < 0);
  return { held, waiting: waiting.toSpliced(place === -1 ? waiting.length : place, 0, asking) };
}

/** A run is over, or is known to be gone. */
export function leave(ledger: Ledger, backupId: string): Ledger {
  const isOther = (turn: Turn): boolean => turn.backupId !== backupId;
  return { waiting: ledger.waiting.filter(isOther), held: ledger.held.filter(isOther) };
}

/** Runs that have a turn already, as was found out: counted once, and they wait no more. Who asked is not assumed to have one. */
export function hold(ledger: Ledger, turns: readonly FoundTurn[]): Ledger {
  return turns.reduce((known, turn) => {
    const { isAssumed } = turn;
    if (isAssumed === true && known.waiting.some(({ backupId }) => backupId === turn.backupId)) return known;
    const { waiting, held } = leave(known, turn.backupId);
    return { waiting, held: [...held, { ...turnOf(turn), ...(isAssumed === true ? { isAssumed } : {}) }] };
  }, ledger);
}

const turnOf = ({ workflowId, backupId }: Turn): Turn => ({ workflowId, backupId });

/** Gives turns, in order, while fewer than `capacity` runs have one. A paused run keeps its place and is passed over. */
export function grantTurns(
  ledger: Ledger,
  capacity: number,
): { readonly ledger: Ledger; readonly granted: readonly Turn[] } {
  const free = Math.max(0, capacity - ledger.held.length);
  const granted = ledger.waiting
    .filter(({ isPaused }) => !isPaused)
    .slice(0, free)
    .map(turnOf);
  return granted.length === 0 ? { ledger, granted } : { ledger: hold(ledger, granted), granted };
}
