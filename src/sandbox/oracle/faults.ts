import { z } from 'zod';

/**
 * What can be made to go wrong, by a test (in process) or by `redoubt sandbox fault` (over the control port).
 * A fault with `times` is used up that many times; without it, it stays until it is cleared.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Ends sessions of a user (default: all) at once, as ALTER SYSTEM KILL SESSION does: ORA-00028. Happens when set. */
  z.strictObject({ kind: z.literal('kill-sessions'), user: z.string().optional() }),
  /** Closes the socket in the middle of the next reply of at least `afterBytes`. */
  z.strictObject({
    kind: z.literal('drop-connection'),
    afterBytes: z.int().min(0).default(0),
    times: z.int().positive().optional(),
  }),
  /** The listener refuses: 12514, 12528, …; or `down`: nothing listens any more, ECONNREFUSED. */
  z.strictObject({
    kind: z.literal('refuse-connect'),
    error: z.int().positive().default(12528),
    times: z.int().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('listener-down') }),
  /** Login fails with this error (1017, 28000, 1045, …). */
  z.strictObject({
    kind: z.literal('refuse-login'),
    error: z.int().positive().default(1017),
    times: z.int().positive().optional(),
  }),
  /** It plays a standby, as after a switchover: opened for reading only, no writes, no Data Pump. */
  z.strictObject({ kind: z.literal('standby') }),
  /** As if the privilege had not been granted: a system privilege, a role, or `READ ON DIRECTORY X`. */
  z.strictObject({ kind: z.literal('missing-privilege'), privilege: z.string() }),
  /** The running Data Pump job stops (NOT RUNNING, master table kept) at this share of its bytes. */
  z.strictObject({
    kind: z.literal('stop-job'),
    atPercent: z.number().min(0).max(100).default(50),
    times: z.int().positive().optional(),
  }),
  /** One table's data fails in the job: ORA-31693 / ORA-02354 / ORA-01555, the job goes on and ends with errors. */
  z.strictObject({
    kind: z.literal('undo-gone'),
    table: z.string().optional(),
    times: z.int().positive().optional(),
  }),
  /** The directory is full: ORA-39171 resumable wait until the fault is cleared. */
  z.strictObject({ kind: z.literal('disk-full'), atPercent: z.number().min(0).max(100).default(50) }),
  /** Each BFILE read takes this long. */
  z.strictObject({ kind: z.literal('slow-reads'), delayMs: z.int().positive() }),
  /** START_JOB takes this long, as it does on a busy server; the job is DEFINING meanwhile. */
  z.strictObject({ kind: z.literal('slow-start'), delayMs: z.int().positive() }),
  /** The job writes no faster than this; `perWorker`: each of its workers does, so that more of them bring more. */
  z.strictObject({
    kind: z.literal('slow-job'),
    bytesPerSecond: z.number().positive(),
    perWorker: z.boolean().optional(),
  }),
  /** The undo reaches back no further than this: an export of an older SCN gets ORA-01555, and V$UNDOSTAT says so. */
  z.strictObject({ kind: z.literal('short-undo'), seconds: z.number().positive() }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];

/** The faults that are set now. One instance a stand-in; every part asks it at the place where the fault would show. */
export class Faults {
  readonly #set: { fault: Fault; left: number }[] = [];
  readonly #listeners: ((fault: Fault) => void)[] = [];

  add(fault: Fault): void {
    const left = 'times' in fault && fault.times !== undefined ? fault.times : Infinity;
    if (fault.kind !== 'kill-sessions') this.#set.push({ fault, left });
    for (const listener of this.#listeners) listener(fault);
  }

  clear(kind?: FaultKind): void {
    const kept = kind === undefined ? [] : this.#set.filter((entry) => entry.fault.kind !== kind);
    this.#set.splice(0, this.#set.length, ...kept);
    for (const listener of this.#clearListeners) listener();
  }

  readonly #clearListeners: (() => void)[] = [];

  list(): readonly Fault[] {
    return this.#set.map((entry) => entry.fault);
  }

  /** Looks without using the fault up. */
  peek<K extends FaultKind>(
    kind: K,
    matches: (fault: Extract<Fault, { kind: K }>) => boolean = () => true,
  ): Extract<Fault, { kind: K }> | undefined {
    return this.#find(kind, matches)?.fault;
  }

  /** Looks, and uses it up once if it is set for a number of times. */
  take<K extends FaultKind>(
    kind: K,
    matches: (fault: Extract<Fault, { kind: K }>) => boolean = () => true,
  ): Extract<Fault, { kind: K }> | undefined {
    const found = this.#find(kind, matches);
    if (found === undefined) return undefined;
    found.entry.left -= 1;
    if (found.entry.left <= 0) this.#set.splice(this.#set.indexOf(found.entry), 1);
    return found.fault;
  }

  /** Called for every fault when it is added (kill-sessions and listener-down act at once). */
  onAdd(listener: (fault: Fault) => void): void {
    this.#listeners.push(listener);
  }

  onClear(listener: () => void): void {
    this.#clearListeners.push(listener);
  }

  #find<K extends FaultKind>(kind: K, matches: (fault: Extract<Fault, { kind: K }>) => boolean) {
    for (const entry of this.#set) {
      if (entry.fault.kind !== kind) continue;
      // The kind was just compared, which TypeScript cannot carry over to the generic K.
      const fault = entry.fault as Extract<Fault, { kind: K }>;
      if (matches(fault)) return { entry, fault };
    }
    return undefined;
  }
}
