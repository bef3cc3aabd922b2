import { claimLane, type Lane } from './lanes';

/** Where batches run: a lane, or what has become of it. */
export interface Seat {
  readonly lane: Lane;
  /** How often a batch may lose the lane before it gives it up. */
  readonly lossesBorne: number;
  /** The lane for the next batch; undefined: there is none here any more. */
  take(backupId: string): Promise<Lane | undefined>;
  /** The lane's host is dead, or shuts down. Of several batches that say so, the first counts. */
  lose(lane: Lane): void;
}

/** The lane that a file's batches are on now; it changes when its host is lost. */
export class LaneSeat implements Seat {
  /** The second time it is another host's turn: at first its process may just be starting again. */
  readonly lossesBorne = 2;
  readonly #second: () => Lane | undefined;
  #lane: Lane;
  #isLost = false;

  /** @param second the lane that the backup has beside this one, if it has: the first to go to when this one is lost. */
  constructor(lane: Lane, second: () => Lane | undefined = () => undefined) {
    this.#lane = lane;
    this.#second = second;
  }

  get lane(): Lane {
    return this.#lane;
  }

  lose(lane: Lane): void {
    if (lane === this.#lane) this.#isLost = true;
  }

  /** Claims a lane where the last was lost. */
  async take(backupId: string): Promise<Lane> {
    const before = this.#lane;
    if (!this.#isLost) return before;
    const claimed = await claimLane(backupId, { prefer: this.#second(), avoid: before });
    if (this.#lane === before) {
      this.#lane = claimed;
      this.#isLost = false;
    }
    return this.#lane;
  }
}

/** The second lane: lost at once, and not replaced, since the first goes on. */
export class SecondSeat implements Seat {
  readonly lossesBorne = 1;
  readonly lane: Lane;
  readonly #onLoss: () => void;
  #isOpen = true;

  constructor(lane: Lane, onLoss: () => void) {
    this.lane = lane;
    this.#onLoss = onLoss;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** No further batch: the one that runs ends by itself. */
  close(): void {
    this.#isOpen = false;
  }

  lose(): void {
    if (!this.#isOpen) return;
    this.close();
    this.#onLoss();
  }

  take(): Promise<Lane | undefined> {
    return Promise.resolve(this.#isOpen ? this.lane : undefined);
  }
}
