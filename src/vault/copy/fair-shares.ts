import { Patience, type Standing } from './patience';
import type { SlowRegions } from './slow-regions';

interface Waiter {
  readonly sizeBytes: number;
  readonly insists: boolean;
  readonly admit: (admitted: boolean) => void;
}

/** A PUT that is under way. */
interface Place {
  readonly sizeBytes: number;
  /** Ends the PUT: it is left out. Undefined: it insists. */
  readonly end: (() => void) | undefined;
  readonly signal: AbortSignal;
  readonly giveBack: () => void;
}

interface RegionState {
  readonly name: string;
  readonly share: number;
  /** The oldest first. */
  readonly running: Set<Place>;
  readonly waiting: Set<Waiter>;
  readonly patience: Patience;
}

export interface ShareSettings {
  readonly regions: readonly string[];
  /** PUTs that a region may have under way at once. */
  readonly shareOf: (region: string) => number;
  /** How long the others wait for a region in all. */
  readonly patienceMsOf: (region: string) => number;
  /** The same once no further part will come; default: as before. */
  readonly lastPatienceMsOf?: (region: string) => number;
  /** Told when the patience with a region is used up. */
  readonly onUsedUp?: (region: string) => void;
  readonly isDown: (region: string) => boolean;
  /** The process's. */
  readonly slow: SlowRegions;
}

/** Why a part was not put in a region, when the region was too slow for it. */
export const leftOut = Symbol('left out');

export interface Entry {
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
  /** It is put there however long that takes: no other region has taken it. Default: no. */
  readonly insists?: boolean;
}

/**
 * Sees to it that a slow region holds back the others only so far. Parts wait for a place in each region; while another
 * region has nothing to do and no part is being read or sealed, everybody waits for the regions that are full, or whose
 * parts have all the memory, and the patience with them runs down. When it is used up, parts leave the region out while its
 * places are taken, or its share of the memory (SlowRegions). At the end of a batch there is patience once more, and then
 * the parts under way are left out too.
 */
export class FairShares {
  readonly #states: ReadonlyMap<string, RegionState>;
  readonly #settings: ShareSettings;
  readonly #forget: () => void;
  #preparing = 0;
  #draining = false;

  constructor(settings: ShareSettings) {
    this.#settings = settings;
    this.#states = new Map(settings.regions.map((name) => [name, this.#fresh(name)]));
    this.#forget = settings.slow.onChange(() => {
      for (const state of this.#states.values()) this.#admitNext(state);
      this.#update();
    });
  }

  #fresh(name: string): RegionState {
    const { shareOf, patienceMsOf } = this.#settings;
    const patience = new Patience(patienceMsOf(name), () => this.#usedUp(name));
    return { name, share: shareOf(name), running: new Set(), waiting: new Set(), patience };
  }

  /** To be called when the batch is over: it looks at the process's slow regions no more. */
  close(): void {
    this.#forget();
    for (const { patience } of this.#states.values()) patience.stand('even');
  }

  /** Runs what makes a part ready; meanwhile nobody waits for a region. */
  async prepare<T>(work: () => Promise<T>): Promise<T> {
    this.#preparing += 1;
    this.#update();
    try {
      return await work();
    } finally {
      this.#preparing -= 1;
      this.#update();
    }
  }

  /** No further part will come. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    const { patienceMsOf, lastPatienceMsOf = patienceMsOf } = this.#settings;
    for (const state of this.#states.values()) {
      state.patience.renew(lastPatienceMsOf(state.name));
      if (this.#takesNoMore(state)) this.#turnAway(state);
    }
    this.#update();
  }

  /** Runs `put` when the region has a place for it, or answers that it was left out. */
  async run(region: string, entry: Entry, put: (signal: AbortSignal) => Promise<void>): Promise<typeof leftOut | void> {
    const state = this.#states.get(region);
    if (state === undefined) return put(entry.signal);
    const place = await this.#enter(state, entry);
    if (place === undefined) return leftOut;
    try {
      return await put(AbortSignal.any([entry.signal, place.signal]));
    } catch (error) {
      if (place.signal.aborted && !entry.signal.aborted) return leftOut;
      throw error;
    } finally {
      state.running.delete(place);
      place.giveBack();
      this.#admitNext(state);
      this.#update();
    }
  }

  /** Takes a place, at once or in turn; undefined: left out. */
  #enter(state: RegionState, { sizeBytes, signal, insists = false }: Entry): Promise<Place | undefined> {
    signal.throwIfAborted();
    const isOpen = insists || !this.#takesNoMore(state);
    if (isOpen && this.#hasPlace(state, sizeBytes))
      return Promise.resolve(this.#takePlace(state, { sizeBytes, insists }));
    if (!isOpen || (state.patience.isUsedUp && !insists)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        state.waiting.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        sizeBytes,
        insists,
        admit: (admitted) => {
          leave();
          resolve(admitted ? this.#takePlace(state, waiter) : undefined);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      state.waiting.add(waiter);
      this.#update();
    });
  }

  #hasPlace({ name, running, share }: RegionState, sizeBytes: number): boolean {
    return running.size < share && this.#settings.slow.hasRoom(name, sizeBytes);
  }

  /** At the end of a batch the others wait for what a slow region has under way, and not for more. */
  #takesNoMore({ name }: RegionState): boolean {
    return this.#draining && this.#settings.slow.isSlow(name);
  }

  #turnAway({ waiting }: RegionState): void {
    for (const waiter of waiting) if (!waiter.insists) waiter.admit(false);
  }

  #takePlace(state: RegionState, { sizeBytes, insists }: Pick<Waiter, 'sizeBytes' | 'insists'>): Place {
    const ending = new AbortController();
    const giveBack = this.#settings.slow.take(state.name, sizeBytes);
    const end = (): void => ending.abort(new Error('too slow'));
    const place: Place = { sizeBytes, end: insists ? undefined : end, signal: ending.signal, giveBack };
    state.running.add(place);
    this.#update();
    return place;
  }

  #admitNext(state: RegionState): void {
    const [next] = state.waiting;
    if (next !== undefined && this.#hasPlace(state, next.sizeBytes)) next.admit(true);
  }

  #update(): void {
    for (const state of this.#states.values()) state.patience.stand(this.#standingOf(state));
  }

  #standingOf(state: RegionState): Standing {
    if (this.#isBehind(state)) return 'behind';
    return this.#isAhead(state) ? 'ahead' : 'even';
  }

  #isBehind(state: RegionState): boolean {
    if (this.#preparing > 0) return false;
    const { isStarved } = this.#settings.slow;
    const isFull = state.waiting.size > 0 || (this.#draining && state.running.size > 0);
    if (isFull && this.#someOther(state, (other) => this.#isIdle(other))) return true;
    return isStarved && state.running.size > 0 && this.#someOther(state, (other) => this.#isIdleEverywhere(other));
  }

  /** It has nothing to do, and another one has; a slow region with little to do is not ahead. */
  #isAhead(state: RegionState): boolean {
    if (this.#draining || this.#settings.slow.isSlow(state.name)) return false;
    return this.#isIdleEverywhere(state) && this.#someOther(state, ({ running }) => running.size > 0);
  }

  #isIdle({ name, running, waiting }: RegionState): boolean {
    return running.size === 0 && waiting.size === 0 && !this.#settings.isDown(name);
  }

  /** Not only this batch has nothing for it, but no batch of the process. */
  #isIdleEverywhere(state: RegionState): boolean {
    return this.#isIdle(state) && this.#settings.slow.isIdle(state.name);
  }

  #someOther(state: RegionState, is: (other: RegionState) => boolean): boolean {
    return [...this.#states.values()].some((other) => other !== state && is(other));
  }

  #usedUp(name: string): void {
    const { slow, onUsedUp } = this.#settings;
    slow.found(name);
    onUsedUp?.(name);
    const state = this.#states.get(name);
    if (state === undefined) return;
    this.#turnAway(state);
    // The newest have been sent least of.
    let overBytes = this.#draining ? Infinity : slow.bytesOver(name);
    for (const { sizeBytes, end, giveBack } of [...state.running].toReversed()) {
      if (overBytes <= 0) break;
      if (end === undefined) continue;
      overBytes -= sizeBytes;
      giveBack();
      end();
    }
  }
}
