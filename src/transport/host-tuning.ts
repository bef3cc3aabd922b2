import type { HostTuningOutcome } from '../domain/acceleration';
import { applyTuning } from './apply-tuning';
import { withHostLock } from './host-lock';
import { forgetEarlierBoots } from './earlier-boots';
import { readRecord, removeRecord, writeRecord, type HostRecord, type TuningUser } from './host-record';
import { restoreTuning } from './restore-tuning';
import {
  currentRecord,
  isSameUser,
  openDesk,
  reasonOf,
  recordedDesks,
  type HostTuningPlace,
  type TuningDesk,
} from './tuning-desk';

export interface RecordedTuning {
  readonly file: string;
  readonly record: HostRecord;
}

/** Scope `host`: the host's own settings, for as long as a backup uses them. Nothing here throws. */
export interface HostTuning {
  /** The first backup changes the settings; asked again, it answers the same. */
  acquire(user: TuningUser): Promise<HostTuningOutcome>;
  /** The last backup puts back what was there before. Does nothing twice. */
  release(user: TuningUser): Promise<HostTuningOutcome>;
  /**
   * Releases for backups of this installation that run no more, and finishes what a killed release left.
   * @param isOpen of a backup's id; where it throws, the backup counts as running.
   */
  sweep(tag: string, isOpen: (backupId: string) => Promise<boolean>): Promise<HostTuningOutcome>;
}

/**
 * The records that hold for this network namespace now: none where nothing is changed. Changes nothing itself.
 * @throws Error where there is a record that this version cannot read.
 */
export async function readHostTuning(place: HostTuningPlace = {}): Promise<readonly RecordedTuning[]> {
  const recorded: RecordedTuning[] = [];
  for (const desk of await recordedDesks(place.procRoot ?? '/proc', place)) {
    const record = await currentRecord(desk);
    if (record !== undefined) recorded.push({ file: desk.file, record });
  }
  return recorded;
}

/** Opens nothing and changes nothing yet. */
export function createHostTuning(place: HostTuningPlace = {}): HostTuning {
  const procRoot = place.procRoot ?? '/proc';
  const locked = <T>(work: () => Promise<T>): Promise<T> => withHostLock(procRoot, work);
  return {
    acquire: (user) =>
      neverFailing(async () => {
        const desk = await openDesk(procRoot, place);
        return locked(() => applyTuning(desk, user));
      }),
    release: (user) =>
      neverFailing(async () => {
        const desks = await recordedDesks(procRoot, place);
        return together(desks, (desk) => locked(() => release(desk, [user])));
      }),
    sweep: (tag, isOpen) =>
      neverFailing(async () => {
        const desks = await recordedDesks(procRoot, place);
        const outcome = await together(desks, async (desk) => {
          // Listed first, asked then: a backup that comes in between is not on the list.
          const gone = await usersThatAreGone(await ownUsers(desk, tag), isOpen);
          return locked(() => release(desk, gone));
        });
        await forgetEarlierBoots(procRoot, place);
        return outcome;
      }),
  };
}

/** One after the other; nearly always there is one, or none. */
async function together(
  desks: readonly TuningDesk[],
  work: (desk: TuningDesk) => Promise<HostTuningOutcome>,
): Promise<HostTuningOutcome> {
  const outcomes: HostTuningOutcome[] = [];
  for (const desk of desks) outcomes.push(await work(desk));
  return {
    changes: outcomes.flatMap(({ changes }) => changes),
    unavailable: outcomes.flatMap(({ unavailable }) => unavailable),
  };
}

async function release(desk: TuningDesk, leaving: readonly TuningUser[]): Promise<HostTuningOutcome> {
  const record = await currentRecord(desk);
  if (record === undefined) {
    if ((await readRecord(desk.file)) !== undefined) await removeRecord(desk.file);
    return nothingToDo;
  }
  const users = record.users.filter((user) => !leaving.some((other) => isSameUser(user, other)));
  if (users.length === 0) return restoreTuning(desk, { ...record, users });
  if (users.length < record.users.length) await writeRecord(desk.file, { ...record, users });
  return nothingToDo;
}

async function ownUsers(desk: TuningDesk, tag: string): Promise<readonly TuningUser[]> {
  return ((await currentRecord(desk))?.users ?? []).filter((user) => user.tag === tag);
}

async function usersThatAreGone(
  users: readonly TuningUser[],
  isOpen: (backupId: string) => Promise<boolean>,
): Promise<readonly TuningUser[]> {
  const open = await Promise.all(users.map(({ backupId }) => isOpen(backupId).catch(() => true)));
  return users.filter((_, at) => open[at] === false);
}

const nothingToDo: HostTuningOutcome = { changes: [], unavailable: [] };

async function neverFailing(work: () => Promise<HostTuningOutcome>): Promise<HostTuningOutcome> {
  try {
    return await work();
  } catch (error) {
    return { changes: [], unavailable: [`the settings of this host are left as they are: ${reasonOf(error)}`] };
  }
}
