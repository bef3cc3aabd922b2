/** What a part's memory is for: its bytes as they are read, or as they are sealed. */
export type MemoryUse = 'plain' | 'sealed';

/** Memory for one part, lent to one owner. */
export interface PartLease {
  /** At least as long as was asked for. Its content is whatever its last owner left. */
  readonly memory: SharedArrayBuffer;
  /**
   * Gives it back, once. `again`: nobody reads or writes it any more, so that the next owner may have it. `never`:
   * somebody might (a socket whose PUT did not end well), and it is left to the collector.
   */
  release(use: 'again' | 'never'): void;
}

export interface PartMemorySettings {
  /** Of all leases together, and of what is kept for the next ones. */
  readonly budgetBytes: number;
  /** Leases of plain bytes at once, so that reading ahead leaves room for what is being sent. */
  readonly plainLeases: number;
}

/** Eight buffers for parts of 32 MiB: with Temporal's worker around them that stays below 512 MiB. */
export const partMemoryBytes = 264 * 1024 * 1024;

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
  readonly #kept: SharedArrayBuffer[] = [];
  readonly #leases = { plain: 0, sealed: 0 };
  readonly #waiting: Record<MemoryUse, Set<Waiter>> = { plain: new Set(), sealed: new Set() };
  #leasedBytes = 0;

  constructor(settings: PartMemorySettings) {
    this.#settings = settings;
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
  }

  #fits(use: MemoryUse, sizeBytes: number): boolean {
    if (this.#leases[use] === 0) return true;
    const { budgetBytes, plainLeases } = this.#settings;
    if (this.#leasedBytes + sizeBytes > budgetBytes) return false;
    return use === 'sealed' || (this.#leases.plain < plainLeases && this.#waiting.sealed.size === 0);
  }

  #lend(use: MemoryUse, sizeBytes: number): PartLease {
    const memory = this.#take(sizeBytes);
    const { byteLength } = memory;
    this.#leases[use] += 1;
    this.#leasedBytes += byteLength;
    let isLent = true;
    return {
      memory,
      release: (further) => {
        if (!isLent) return;
        isLent = false;
        this.#leases[use] -= 1;
        this.#leasedBytes -= byteLength;
        if (further === 'again') this.#kept.push(memory);
        this.#shrinkTo(this.#settings.budgetBytes - this.#leasedBytes);
        this.#grant();
      },
    };
  }

  /** What is kept, else fresh memory. What is dropped lies about until the collector comes by, so it is kept for good. */
  #take(sizeBytes: number): SharedArrayBuffer {
    const at = this.#kept.findIndex(({ byteLength }) => byteLength >= sizeBytes);
    const [found] = at === -1 ? [] : this.#kept.splice(at, 1);
    if (found !== undefined) return found;
    this.#shrinkTo(this.#settings.budgetBytes - this.#leasedBytes - sizeBytes);
    return new SharedArrayBuffer(sizeBytes);
  }

  #shrinkTo(bytes: number): void {
    let keptBytes = this.#kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
    while (keptBytes > Math.max(0, bytes)) {
      const [oldest] = this.#kept.splice(0, 1);
      if (oldest === undefined) return;
      keptBytes -= oldest.byteLength;
    }
  }
}
