import type { Asking, Turn } from './asking';
import type { Ledger } from './ledger';
import type { Room } from './room';

/** What one run of the admission hands to the next, in rows: a thousand waiting runs fit in a payload of 128 KiB. */
export interface CarriedAdmission {
  readonly room: Room;
  readonly held: readonly HeldRow[];
  readonly waiting: readonly WaitingRow[];
}

type HeldRow = readonly [workflowId: string, backupId: string];
type WaitingRow = readonly [...HeldRow, latestStartMs: number | null, askedAtMs: number, flags: number];

const expeditedFlag = 1;
const pausedFlag = 2;

/** Of the whole; the rest of 128 KiB is for what Temporal adds. */
export const mostCarriedBytes = 120 * 1024;

/**
 * The state in rows. Where it would be too much, those who wait last are left out: they ask again within minutes, with
 * the time of their first asking, and lose nothing.
 */
export function carry({ waiting, held }: Ledger, room: Room): CarriedAdmission {
  const always = { room, held: held.map(({ workflowId, backupId }): HeldRow => [workflowId, backupId]) };
  const rows: WaitingRow[] = [];
  let bytes = bytesOf({ ...always, waiting: [] });
  for (const asking of waiting) {
    const row = rowOf(asking);
    bytes += bytesOf(row) + 1;
    if (bytes > mostCarriedBytes) break;
    rows.push(row);
  }
  return { ...always, waiting: rows };
}

export function unpack({ held, waiting }: CarriedAdmission): Ledger {
  return {
    held: held.map(([workflowId, backupId]): Turn => ({ workflowId, backupId })),
    waiting: waiting.map(([workflowId, backupId, latestStartMs, askedAtMs, flags]): Asking => ({
      workflowId,
      backupId,
      latestStartMs,
      askedAtMs,
      isExpedited: (flags & expeditedFlag) !== 0,
      isPaused: (flags & pausedFlag) !== 0,
    })),
  };
}

function rowOf({ workflowId, backupId, latestStartMs, askedAtMs, isExpedited, isPaused }: Asking): WaitingRow {
  const flags = (isExpedited ? expeditedFlag : 0) + (isPaused ? pausedFlag : 0);
  return [workflowId, backupId, latestStartMs, askedAtMs, flags];
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
