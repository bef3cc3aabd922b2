import type { Ledger } from './ledger';

/** Where a run stands among those that wait, and what they wait for. */
export interface Standing {
  /** Runs that get their turn before it; null: it is not on the list. */
  readonly before: number | null;
  /** Runs that wait, itself among them. Others that are paused are passed over, and not counted. */
  readonly waiting: number;
  /** Backups that have their turn now, and how many may. */
  readonly running: number;
  readonly atOnce: number;
  /** Why no turns are given just now, or the number of lanes is not sure; null: all is well. */
  readonly trouble: string | null;
}

/** What the admission answers to a run that asks. */
export interface Place extends Standing {
  readonly isGranted: boolean;
}

export function placeOf(
  { waiting, held }: Ledger,
  backupId: string,
  { atOnce, trouble }: Pick<Standing, 'atOnce' | 'trouble'>,
): Place {
  const list = waiting.filter((asking) => !asking.isPaused || asking.backupId === backupId);
  const index = list.findIndex((asking) => asking.backupId === backupId);
  return {
    isGranted: held.some((turn) => turn.backupId === backupId),
    before: index === -1 ? null : index,
    waiting: list.length,
    running: held.length,
    atOnce,
    trouble,
  };
}

/** `place 3 of 7; 4 of 4 backups run`. */
export function describeStanding({ before, waiting, running, atOnce, trouble }: Standing): string {
  const place = before === null ? [] : [`place ${before + 1} of ${waiting}`];
  return [...place, trouble ?? `${running} of ${atOnce} backups run`].join('; ');
}
