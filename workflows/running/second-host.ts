import { condition, sleep } from '@temporalio/workflow';
import { withBeside } from './beside';
import type { Control } from './control';
import { claimSecondLane, type Lane } from './lanes';
import type { ProgressBoard } from './progress-board';
import type { Timekeeper } from './timekeeper';

export interface SecondHostInput {
  readonly backupId: string;
  /** The host that copies now in any case. */
  readonly firstHost: () => string;
  readonly control: Control;
  readonly time: Timekeeper;
  readonly board: ProgressBoard;
}

/** Times that a run asks for one, whatever the answer: a lane that comes and goes costs more than it brings. */
const mostClaims = 3;
/** Until a worker may have been started that was not there. */
const betweenClaimsMs = 60_000;

/** The host that copies beside the first one while the run is in a hurry and that helps. */
export class SecondHost {
  readonly #input: SecondHostInput;
  readonly #listeners = new Set<(lane: Lane | null) => void>();
  #lane: Lane | null = null;

  constructor(input: SecondHostInput) {
    this.#input = input;
  }

  /** Null: there is none. */
  get lane(): Lane | null {
    return this.#lane;
  }

  /** Calls back when it comes or goes; answers how to stop that. */
  onChange(listener: (lane: Lane | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Its host is dead, or shuts down. */
  lose({ host }: Lane): void {
    if (this.#lane?.host === host) this.#set(null);
  }

  /** Takes one whenever the pace wants it, and gives it back. Runs until its scope is cancelled. */
  async follow(): Promise<void> {
    const { backupId, firstHost, time } = this.#input;
    for (let claims = 1; claims <= mostClaims; claims += 1) {
      await condition(() => this.#isWanted);
      const lane = await claimSecondLane(backupId, firstHost());
      if (lane !== undefined) {
        await this.#keep(lane);
        continue;
      }
      if (claims === 1) time.note(`no second host: none but ${firstHost()} serves the queue and has room`);
      if (claims < mostClaims) await sleep(betweenClaimsMs);
    }
  }

  get #isWanted(): boolean {
    return this.#input.time.wantsSecondHost && !this.#input.control.paused;
  }

  async #keep(lane: Lane): Promise<void> {
    const { firstHost, time } = this.#input;
    if (!this.#isWanted) return;
    const isAlone = (): boolean => firstHost() === lane.host;
    try {
      this.#set(lane);
      time.note(`${lane.host} copies too from now on`);
      await condition(() => this.#lane === null || !time.wantsSecondHost || isAlone());
      if (this.#lane === null) time.note(`${lane.host} is gone: ${firstHost()} goes on alone`);
      else time.note(isAlone() ? `${lane.host} goes on alone` : `${lane.host} copies no more`);
    } finally {
      this.#set(null);
    }
  }

  #set(lane: Lane | null): void {
    if (lane === this.#lane) return;
    this.#lane = lane;
    this.#input.board.update({ secondHost: lane?.host ?? null });
    for (const listener of this.#listeners) listener(lane);
  }
}

/** Copies, and has a second host for it meanwhile whenever the pace wants one. */
export function withSecondHost<T>(second: SecondHost, work: () => Promise<T>): Promise<T> {
  return withBeside(() => second.follow(), work);
}
