import { z } from 'zod';

/** A host that serves the task queue, and how many backups may have a lane on it. */
export const servingHostSchema = z.strictObject({ host: z.string().min(1), lanes: z.int().min(1) });
export type ServingHost = Readonly<z.infer<typeof servingHostSchema>>;

/** What the worker that answered says: of its host, and of the configuration that it follows. */
export const answeredBySchema = servingHostSchema.extend({ backupsAtOnce: z.int().min(1).nullable() });
export type AnsweredBy = Readonly<z.infer<typeof answeredBySchema>>;

/** How many backups there is room for. */
export interface Room {
  readonly hosts: readonly (ServingHost & { readonly heardAtMs: number })[];
  /** The configuration's cap; null: as many as the hosts have lanes. */
  readonly backupsAtOnce: number | null;
}

export const noRoomKnown: Room = { hosts: [], backupsAtOnce: null };

/** A host that is in no list of those that serve the queue, and has not been heard of for so long, has gone. */
export const silentAfterMs = 180_000;

/** A worker answered: its host is there, and its configuration is the newest word on the cap. */
export function hear(room: Room, { host, lanes, backupsAtOnce }: AnsweredBy, nowMs: number): Room {
  return { ...seeHosts(room, [{ host, lanes }], nowMs), backupsAtOnce };
}

/** These hosts are there now. */
export function seeHosts(room: Room, seen: readonly ServingHost[], nowMs: number): Room {
  const names = new Set(seen.map(({ host }) => host));
  const others = room.hosts.filter(({ host }) => !names.has(host));
  return { ...room, hosts: [...others, ...seen.map((host) => ({ ...host, heardAtMs: nowMs }))] };
}

/** Without the hosts that have gone. */
export function forgetSilent(room: Room, nowMs: number): Room {
  return { ...room, hosts: room.hosts.filter(({ heardAtMs }) => nowMs - heardAtMs < silentAfterMs) };
}

/** Backups that may run at once: the lanes of all hosts, or fewer where the configuration says so; one at least. */
export function capacityOf({ hosts, backupsAtOnce }: Room): number {
  const lanes = hosts.reduce((sum, host) => sum + host.lanes, 0);
  return Math.max(1, Math.min(lanes, backupsAtOnce ?? lanes));
}
