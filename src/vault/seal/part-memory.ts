import { SlowRegions } from '../copy/slow-regions';

/** What a part's memory is for: its bytes as they are read, or as they are sealed. */
export type MemoryUse = 'plain' | 'sealed';

/** Memory for one part, lent to one owner. */
export interface PartLease {
  /** At least as long as was asked for. Its content is whatever its last owner left. */
  readonly memory: SharedArrayBuffer;
  /** No more than so many bytes of it are used: the rest of the budget is for others. */
  shrink(usedBytes: number): void;
  /**
   * Gives it back, once. `again`: nobody reads or writes it any more, so that the next owner may have it. `never`:
   * somebody might (a sealing thread that failed), and it is left to the collector.
   */
  release(use: 'again' | 'never'): void;
}

export interface PartMemorySettings {
  /** Of all leases together. */
  readonly budgetBytes: number;
  /** Leases of plain bytes at once, so that reading ahead leaves room for what is being sent. */
  readonly plainLeases: number;
}

/**
 * Six parts of the default 24 MiB. Of what does not pack: four on their way while a fifth is read and sealed. Of what packs
 * to a third, six on their way while two are.
 */
export const partMemoryBytes = 148 * 1024 * 1024;

interface Waiter {
  readonly sizeBytes: number;
  readonly resolve: (lease: PartLease) => void;
}

const uses: readonly MemoryUse[] = ['sealed', 'plain'];

/**
 * The memory of all parts that are in flight in a process, within a budget, used again and again: fresh pages cost about
 * as much as hashing what is put in them. It is shared with the sealing threads, not moved to them: whenever memory is
 * moved, V8 takes it for new and collects garbage, which took a sixth of the data path's time. One lease of either use is always granted, however large, so there is always a part
 * that can go on: sealed ones never wait for plain ones.
 */
export class PartMemory {
  readonly #settings: PartMemorySettings;
  /** By use: the pages of a sealed part's memory that no part has filled yet cost nothing. */
  readonly #kept: Record<MemoryUse, SharedArrayBuffer[]> = { plain: [], sealed: [] };
  readonly #leases = { plain: 0, sealed: 0 };
  readonly #waiting: Record<MemoryUse, Set<Waiter>> = { plain: new Set(), sealed: new Set() };
  #leasedBytes = 0;
  /** Regions that are slow to let go of it. */
  readonly slow: SlowRegions;

  constructor(settings: PartMemorySettings) {
    this.#settings = settings;
    this.slow = new SlowRegions(settings.budgetBytes);
  }

  /** What is lent at this moment. */
  get leasedBytes(): number {
    return this.#leasedBytes;
  }

  /** Waits for its turn. @throws the signal's reason */
  lease(use: MemoryUse, sizeBytes: number, signal: AbortSignal): Promise<PartLease> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting[use].delete(waiter);
        reject(signal.reason as Error);
        this.#grant();
      };
      const waiter: Waiter = {
        sizeBytes,
        resolve: (lease) => {
          signal.removeEventListener('abort', leave);
          resolve(lease);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting[use].add(waiter);
      this.#grant();
    });
  }

  /** Grants what fits, in order; what is sealed goes first, since it is nearer to its end. */
  #grant(): void {
    for (const use of uses) {
      for (const waiter of this.#waiting[use]) {
        if (!this.#fits(use, waiter.sizeBytes)) break;
        this.#waiting[use].delete(waiter);
        waiter.resolve(this.#lend(use, waiter.sizeBytes));
      }
    }
    this.slow.isStarved = this.#waiting.sealed.size > 0;
  }

  #fits(use: MemoryUse, sizeBytes: number): boolean {
    if (this.#leases[use] === 0) return true;
    const { budgetBytes, plainLeases } = this.#settings;
    // What slow regions hold does not come back soon: what is read must find memory to be sealed to.
    const toSealBytes = use === 'plain' && this.slow.areAny ? sizeBytes : 0;
    if (this.#leasedBytes + sizeBytes + toSealBytes > budgetBytes) return false;
    return use === 'sealed' || (this.#leases.plain < plainLeases && this.#waiting.sealed.size === 0);
  }

  #lend(use: MemoryUse, sizeBytes: number): PartLease {
    const memory = this.#take(use, sizeBytes);
    let chargedBytes = sizeBytes;
    let isLent = true;
    const charge = (bytes: number): void => {
      this.#leasedBytes += bytes - chargedBytes;
      chargedBytes = bytes;
    };
    this.#leases[use] += 1;
    this.#leasedBytes += sizeBytes;
    return {
      memory,
      shrink: (usedBytes) => {
        if (!isLent || usedBytes >= chargedBytes) return;
        charge(usedBytes);
        this.#grant();
      },
      release: (further) => {
        if (!isLent) return;
        isLent = false;
        charge(0);
        this.#leases[use] -= 1;
        if (further === 'again') this.#kept[use].push(memory);
        this.#grant();
      },
    };
  }

  /** What is kept, else fresh memory. What is dropped lies about until the collector comes by, so it is kept for good. */
  #take(use: MemoryUse, sizeBytes: number): SharedArrayBuffer {
    const kept = this.#kept[use];
    const at = kept.findIndex(({ byteLength }) => byteLength >= sizeBytes);
    const [found] = at === -1 ? [] : kept.splice(at, 1);
    if (found !== undefined) return found;
    // Too small for the parts that come now.
    kept.length = 0;
    return new SharedArrayBuffer(sizeBytes);
  }
}
