import type { Asking, FoundTurn, Turn } from './asking';
import { carry, unpack, type CarriedAdmission } from './carried';
import { describeQueue, type AdmissionQueue } from './describe';
import { ask, emptyLedger, grantTurns, hold, leave, type Ledger } from './ledger';
import { placeOf, type Place } from './place';
import {
  capacityOf,
  forgetSilent,
  hear,
  noRoomKnown,
  seeHosts,
  type AnsweredBy,
  type Room,
  type ServingHost,
} from './room';

/** What a look around saw. */
export interface Seen {
  readonly answeredBy: AnsweredBy;
  /** That serve the task queue; null: the list cannot be had. */
  readonly hosts: readonly ServingHost[] | null;
  /** Backup ids of the turns whose runs are over. */
  readonly gone: readonly string[];
}

/** Who runs, who waits, the room for them, and what could not be found out about it. */
export class AdmissionBook {
  #ledger: Ledger;
  #room: Room;
  readonly #troubles = new Map<string, string>();

  constructor(carried: CarriedAdmission | undefined) {
    this.#ledger = carried === undefined ? emptyLedger : unpack(carried);
    this.#room = carried?.room ?? noRoomKnown;
  }

  /** Nobody runs, and nobody waits. */
  get isIdle(): boolean {
    return this.#ledger.held.length === 0 && this.#ledger.waiting.length === 0;
  }

  get held(): readonly Turn[] {
    return this.#ledger.held;
  }

  get waiting(): number {
    return this.#ledger.waiting.length;
  }

  /** More runs want a turn than there is room for. */
  get isCrowded(): boolean {
    return this.held.length + this.waiting > capacityOf(this.#room);
  }

  get carried(): CarriedAdmission {
    return carry(this.#ledger, this.#room);
  }

  get queue(): AdmissionQueue {
    return describeQueue(this.#ledger, this.#room, [...this.#troubles.values()]);
  }

  placeOf(backupId: string): Place {
    const [trouble = null] = this.#troubles.values();
    return placeOf(this.#ledger, backupId, { atOnce: capacityOf(this.#room), trouble });
  }

  ask(asking: Asking, answeredBy: AnsweredBy, nowMs: number): void {
    this.#room = hear(this.#room, answeredBy, nowMs);
    this.#ledger = ask(this.#ledger, asking);
  }

  leave(backupId: string): void {
    this.#ledger = leave(this.#ledger, backupId);
  }

  hold(turns: readonly FoundTurn[]): void {
    this.#ledger = hold(this.#ledger, turns);
  }

  see({ answeredBy, hosts, gone }: Seen, nowMs: number): void {
    this.#room = hear(this.#room, answeredBy, nowMs);
    // Where the list of hosts cannot be had, those that were heard of count.
    if (hosts !== null) this.#room = forgetSilent(seeHosts(this.#room, hosts, nowMs), nowMs);
    for (const backupId of gone) this.leave(backupId);
  }

  /** Gives the turns that there is room for. */
  grant(): readonly Turn[] {
    const { ledger, granted } = grantTurns(this.#ledger, capacityOf(this.#room));
    this.#ledger = ledger;
    return granted;
  }

  /** @returns whether that is news; null: it is well again */
  setTrouble(about: 'holders' | 'looks' | 'hosts', trouble: string | null): boolean {
    if ((this.#troubles.get(about) ?? null) === trouble) return false;
    if (trouble === null) this.#troubles.delete(about);
    else this.#troubles.set(about, trouble);
    return true;
  }
}
