import type { PartMemory } from './part-memory';

interface Waiter {
  readonly admit: (admitted: boolean) => void;
}

interface RegionState {
  readonly name: string;
  /** PUTs that it may have under way: fewer than it was given, where they held the memory that the others need. */
  share: number;
  readonly running: Set<AbortController>;
  readonly waiting: Set<Waiter>;
  patienceMs: number;
  /** While the others wait for this region: since when, and what ends it. */
  meter: { readonly sinceMs: number; readonly timer: NodeJS.Timeout } | undefined;
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
  /** What the parts are lent. Default: enough for all. */
  readonly memory?: Pick<PartMemory, 'isHeldBySending' | 'onChange'>;
}

/** Why a part was not put in a region, when the region was too slow for it. */
export const leftOut = Symbol('left out');

/**
 * Sees to it that a slow region holds back the others only so far. Parts wait for a place in each region; while another
 * region has nothing to do and no part is being read or sealed, everybody waits for the regions that are full, and their
 * patience runs down. When it is used up, parts leave the region out while its places are taken. At the end of a batch
 * there is patience once more, and then the parts under way are left out too.
 *
 * A slow region need not be full to hold the others back: its parts may have all the memory. Then patience runs as well,
 * and when it is used up, the region loses the place that it took last, and another one as often as that happens again.
 */
export class FairShares {
  readonly #states: ReadonlyMap<string, RegionState>;
  readonly #settings: ShareSettings;
  readonly #stopListening: () => void;
  #preparing = 0;
  #draining = false;

  constructor(settings: ShareSettings) {
    this.#settings = settings;
    this.#states = new Map(settings.regions.map((name) => [name, this.#fresh(name)]));
    this.#stopListening = settings.memory?.onChange(() => this.#update()) ?? (() => undefined);
  }

  /** Nothing runs any more. */
  close(): void {
    this.#stopListening();
  }

  #fresh(name: string): RegionState {
    const { shareOf, patienceMsOf } = this.#settings;
    const patienceMs = patienceMsOf(name);
    return { name, share: shareOf(name), running: new Set(), waiting: new Set(), patienceMs, meter: undefined };
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
    for (const state of this.#states.values()) {
      this.#stopMeter(state);
      const { patienceMsOf, lastPatienceMsOf = patienceMsOf } = this.#settings;
      state.patienceMs = lastPatienceMsOf(state.name);
    }
    this.#update();
  }

  /** Runs `put` when the region has a place for it, or answers that it was left out. */
  async run(
    region: string,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<void>,
  ): Promise<typeof leftOut | void> {
    const state = this.#states.get(region);
    if (state === undefined) return put(signal);
    const tooSlow = await this.#enter(state, signal);
    if (tooSlow === undefined) return leftOut;
    try {
      return await put(AbortSignal.any([signal, tooSlow.signal]));
    } catch (error) {
      if (tooSlow.signal.aborted && !signal.aborted) return leftOut;
      throw error;
    } finally {
      state.running.delete(tooSlow);
      this.#admitNext(state);
      this.#update();
    }
  }

  /** Takes a place, at once or in turn; undefined: left out. What it answers ends the put that has the place. */
  #enter(state: RegionState, signal: AbortSignal): Promise<AbortController | undefined> {
    signal.throwIfAborted();
    if (state.running.size < state.share) return Promise.resolve(this.#takePlace(state));
    if (state.patienceMs <= 0) return Promise.resolve(undefined);
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
        admit: (admitted) => {
          leave();
          resolve(admitted ? this.#takePlace(state) : undefined);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      state.waiting.add(waiter);
      this.#update();
    });
  }

  #takePlace(state: RegionState): AbortController {
    const place = new AbortController();
    state.running.add(place);
    this.#update();
    return place;
  }

  #admitNext(state: RegionState): void {
    const [next] = state.waiting;
    next?.admit(true);
  }

  #update(): void {
    for (const state of this.#states.values()) {
      const holdsBack = this.#holdsBack(state);
      if (holdsBack && state.meter === undefined) this.#startMeter(state);
      if (!holdsBack) this.#stopMeter(state);
    }
  }

  #holdsBack(state: RegionState): boolean {
    const hasWork = state.waiting.size > 0 || (this.#draining && state.running.size > 0) || this.#holdsMemory(state);
    return hasWork && this.#preparing === 0 && this.#someOtherIsIdle(state);
  }

  /** Its parts have the memory that the next ones wait for; not while it is giving some back. */
  #holdsMemory({ running }: RegionState): boolean {
    const isHeld = this.#settings.memory?.isHeldBySending ?? false;
    return isHeld && running.size > 0 && [...running].every(({ signal }) => !signal.aborted);
  }

  #someOtherIsIdle(state: RegionState): boolean {
    return [...this.#states.values()].some(
      (other) =>
        other !== state && other.running.size === 0 && other.waiting.size === 0 && !this.#settings.isDown(other.name),
    );
  }

  #startMeter(state: RegionState): void {
    const timer = setTimeout(() => this.#usedUp(state), state.patienceMs);
    state.meter = { sinceMs: performance.now(), timer };
  }

  #stopMeter(state: RegionState): void {
    if (state.meter === undefined) return;
    clearTimeout(state.meter.timer);
    state.patienceMs = Math.max(0, state.patienceMs - (performance.now() - state.meter.sinceMs));
    state.meter = undefined;
  }

  #usedUp(state: RegionState): void {
    if (state.patienceMs > 0) this.#settings.onUsedUp?.(state.name);
    state.patienceMs = 0;
    state.meter = undefined;
    for (const waiter of state.waiting) waiter.admit(false);
    if (this.#draining) for (const put of state.running) put.abort(tooSlow());
    else if (this.#holdsMemory(state)) this.#takePlaceAway(state);
  }

  /** The last one: what has been under way for longer is nearer to its end. One stays: it may be the last region that is up. */
  #takePlaceAway(state: RegionState): void {
    state.share = Math.max(1, state.running.size - 1);
    [...state.running].at(-1)?.abort(tooSlow());
  }
}

const tooSlow = (): Error => new Error('too slow');
