import type { Lane } from './lanes';
import { LaneSeat, SecondSeat, type Seat } from './lane-seats';

export interface FileLanesInput {
  readonly first: Lane;
  /** What the backup has beside it when the file begins. */
  readonly second: Lane | null;
  /** A batch found the second one's host dead, or it shuts down. */
  readonly onSecondLost: (lane: Lane) => void;
}

/** Seats that work was shared out to. */
export interface Shares {
  readonly seats: readonly Seat[];
  /** Whether no further batch shall begin there: the lane is gone, or another one has come and wants its share. */
  isOver(seat: Seat): boolean;
}

/** The lanes that a file's batches run on: one, and a second while the backup has it. */
export class FileLanes {
  readonly #first: LaneSeat;
  readonly #onSecondLost: (lane: Lane) => void;
  #second: SecondSeat | undefined;
  #arrivals = 0;

  constructor({ first, second, onSecondLost }: FileLanesInput) {
    this.#first = new LaneSeat(first, () => this.second);
    this.#onSecondLost = onSecondLost;
    this.give(second);
  }

  get first(): Lane {
    return this.#first.lane;
  }

  /** Undefined too once the first one's work has moved to its host. */
  get second(): Lane | undefined {
    const { lane, isOpen } = this.#second ?? {};
    return isOpen === true && lane?.host !== this.first.host ? lane : undefined;
  }

  /** The backup has a second lane from now on, or has it no more. Answers whether one has come. */
  give(lane: Lane | null): boolean {
    this.#second?.close();
    this.#second = lane === null ? undefined : new SecondSeat(lane, () => this.#onSecondLost(lane));
    if (this.second === undefined) return false;
    this.#arrivals += 1;
    return true;
  }

  /** Where the work that is left shall be done, as of now. */
  share(): Shares {
    const arrivals = this.#arrivals;
    const second = this.second === undefined ? [] : [this.#second].filter((seat) => seat !== undefined);
    return {
      seats: [this.#first, ...second],
      isOver: (seat) => this.#arrivals !== arrivals || (seat !== this.#first && this.second === undefined),
    };
  }
}
