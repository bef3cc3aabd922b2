import {
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Sighting } from '../../activities/admission';
import { askingSchema, type Turn } from '../../src/domain/admission/asking';
import { carry, unpack, type CarriedAdmission } from '../../src/domain/admission/carried';
import { admissionPage, describeQueue } from '../../src/domain/admission/describe';
import { ask, emptyLedger, grantTurns, hold, leave, placeOf, type Ledger } from '../../src/domain/admission/ledger';
import {
  answeredBySchema,
  capacityOf,
  forgetSilent,
  hear,
  noRoomKnown,
  seeHosts,
  type Room,
} from '../../src/domain/admission/room';
import { askSignal, leaveSignal, placeQuery, queueQuery, turnSignal } from './admission-signals';
import { activities, admissionLook } from './policies';

/** The list of who runs and who waits, kept by signals; the workflow decides when turns are given. */
export class AdmissionDesk {
  #ledger: Ledger;
  #room: Room;
  /** Who asked since turns were last given: the asking itself is answered, a signal would say it twice. */
  readonly #fresh = new Set<string>();
  #hasNews = true;
  #isLookWanted = false;
  #untold = 0;

  constructor(carried: CarriedAdmission | undefined) {
    this.#ledger = carried === undefined ? emptyLedger : unpack(carried);
    this.#room = carried?.room ?? noRoomKnown;
    this.#listen();
  }

  /** Nobody runs, and nobody waits. */
  get isIdle(): boolean {
    return this.#ledger.held.length === 0 && this.#ledger.waiting.length === 0;
  }

  get carried(): CarriedAdmission {
    return carry(this.#ledger, this.#room);
  }

  /** Gives the turns that there is room for. */
  giveTurns(): void {
    this.#hasNews = false;
    const { ledger, granted } = grantTurns(this.#ledger, capacityOf(this.#room));
    this.#ledger = ledger;
    for (const turn of granted) if (!this.#fresh.has(turn.backupId)) void this.#tell(turn);
    this.#fresh.clear();
    setCurrentDetails(admissionPage(this.#ledger, this.#room));
  }

  /** Returns when turns may have to be given. */
  async untilNews(): Promise<void> {
    await condition(() => this.#hasNews);
  }

  /** Returns when every run that got its turn has been told. */
  async untilTold(): Promise<void> {
    await condition(() => this.#untold === 0);
  }

  /** Looks every so often, and once as soon as somebody has to wait: there may be hosts that it has not heard of. */
  async keepLooking(everyMs: number): Promise<never> {
    for (;;) {
      await condition(() => this.#isLookWanted, everyMs);
      this.#isLookWanted = false;
      await this.#look();
    }
  }

  /** The admission before this one was ended from outside: who had a turn has it still. */
  async lookForHolders(): Promise<void> {
    const turns = await activities(admissionLook, 'who has a turn?')
      .findTurns()
      .catch(() => []);
    this.#ledger = hold(this.#ledger, turns);
    // Who asked meanwhile was told to wait.
    this.#fresh.clear();
  }

  async #look(): Promise<void> {
    const { held } = this.#ledger;
    const sight = await activities(admissionLook, `are ${held.length} runs still there?`)
      .lookAround({ held })
      .catch(() => undefined);
    if (sight !== undefined) this.#take(sight);
  }

  #take({ answeredBy, hosts, gone }: Sighting): void {
    const now = Date.now();
    this.#room = hear(this.#room, answeredBy, now);
    // Where the list of hosts cannot be had, those that were heard of count.
    if (hosts !== null) this.#room = forgetSilent(seeHosts(this.#room, hosts, now), now);
    for (const backupId of gone) this.#ledger = leave(this.#ledger, backupId);
    this.#hasNews = true;
  }

  async #tell({ workflowId, backupId }: Turn): Promise<void> {
    this.#untold += 1;
    try {
      await getExternalWorkflowHandle(workflowId).signal(turnSignal, { backupId });
    } catch {
      // The run is over; its keeper's word was lost, or is on its way.
      this.#leave(backupId);
    } finally {
      this.#untold -= 1;
    }
  }

  #leave(backupId: string): void {
    this.#ledger = leave(this.#ledger, backupId);
    this.#hasNews = true;
  }

  #listen(): void {
    setHandler(
      askSignal,
      (...given) => {
        // Anybody can send a signal: what is not an asking is left out.
        const asking = askingSchema.safeParse(given[0]);
        const answeredBy = answeredBySchema.safeParse(given[1]);
        if (!asking.success || !answeredBy.success) return;
        const hadNobodyWaiting = this.#ledger.waiting.length === 0;
        this.#room = hear(this.#room, answeredBy.data, Date.now());
        this.#ledger = ask(this.#ledger, asking.data);
        this.#fresh.add(asking.data.backupId);
        this.#hasNews = true;
        const isFull = this.#ledger.held.length + this.#ledger.waiting.length > capacityOf(this.#room);
        if (hadNobodyWaiting && isFull) this.#isLookWanted = true;
      },
      { description: 'sent for a backup that asks for its turn' },
    );
    setHandler(leaveSignal, (backupId) => this.#leave(String(backupId)), {
      description: 'sent by the keeper of a backup that is over: its id',
    });
    setHandler(placeQuery, (backupId) => placeOf(this.#ledger, backupId), {
      description: 'where a backup stands, by its id',
    });
    setHandler(queueQuery, () => describeQueue(this.#ledger, this.#room), {
      description: `who runs and who gets a turn next on ${workflowInfo().taskQueue}`,
    });
  }
}
