import { Lateness } from './lateness';
import { seededRandom } from '../../harness/seeded-random';

/** What one direction of a link does to packets; may change while packets are under way. */
export interface LineParameters {
  readonly delayMs: number;
  readonly rateMbit: number;
  /** Bytes that may wait for the line; a packet that finds no room is dropped. */
  readonly queueBytes: number;
  /** Of 1: packets lost at random, after they took their time on the line. */
  readonly lossShare: number;
}

/** Where packets come from and go to: two TUN devices, or a test's arrays. */
export interface PacketPorts {
  /** Puts one packet into the buffer. @returns its length, or 0 when none waits */
  receive(into: Buffer): number;
  send(packet: Buffer, lengthBytes: number): void;
}

export interface LineCounters {
  readonly forwardedPackets: number;
  readonly forwardedBytes: number;
  readonly lostPackets: number;
  /** Dropped because the queue was full. */
  readonly tailDrops: number;
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

/** A power of two: more packets than any link of the tests has under way. */
const slots = 16_384;
/** Room for a packet of the devices' 1,500 bytes; a power of two keeps slots aligned. */
const slotBytes = 2048;
/** Packets that are taken at once before others get their turn. */
const batch = 64;

/**
 * One direction of a link: a drop-tail queue that empties at the rate, then a fixed delay. Packets keep their order, so
 * a ring is enough. It allocates nothing while it runs: a pause to collect garbage would be a delay nobody asked for.
 */
export class DelayLine {
  readonly #memory: readonly Buffer[];
  readonly #lengths = new Int32Array(slots);
  readonly #dueAtMs = new Float64Array(slots);
  #head = 0;
  #tail = 0;
  #lineFreeAtMs = 0;
  #random: () => number;
  #forwardedPackets = 0;
  #forwardedBytes = 0;
  #lostPackets = 0;
  #tailDrops = 0;
  readonly #lateness = new Lateness();

  constructor(
    private readonly ports: PacketPorts,
    private parameters: LineParameters,
    seed: number,
  ) {
    // Written, so that its pages are there: the first touch of a page takes time too.
    const memory = Buffer.alloc(slots * slotBytes, 1);
    this.#memory = Array.from({ length: slots }, (_, i) => memory.subarray(i * slotBytes, (i + 1) * slotBytes));
    this.#random = seededRandom(seed);
  }

  change(parameters: Partial<LineParameters>): void {
    this.parameters = { ...this.parameters, ...parameters };
  }

  /**
   * Takes what waits at the entrance, at most one batch. The clock is read after each packet was taken: one that came while
   * the host stood still would be let out too early by a time that was read before, and TCP would believe in a shorter link.
   */
  pull(clockMs: () => number): void {
    const { rateMbit, queueBytes, lossShare, delayMs } = this.parameters;
    const bytesPerMs = rateMbit * 125;
    for (let taken = 0; taken < batch; taken++) {
      const slot = this.#tail % slots;
      const length = this.ports.receive(this.#slot(slot));
      if (length <= 0) return;
      const nowMs = clockMs();
      const startMs = Math.max(nowMs, this.#lineFreeAtMs);
      const waitingBytes = (startMs - nowMs) * bytesPerMs;
      if (waitingBytes + length > queueBytes || this.#tail - this.#head >= slots - 1) {
        this.#tailDrops++;
        continue;
      }
      this.#lineFreeAtMs = startMs + length / bytesPerMs;
      if (lossShare > 0 && this.#random() < lossShare) {
        this.#lostPackets++;
        continue;
      }
      this.#lengths[slot] = length;
      // Order is kept when the delay becomes shorter under way.
      const previous = this.#tail > this.#head ? (this.#dueAtMs[(this.#tail - 1) % slots] ?? 0) : 0;
      this.#dueAtMs[slot] = Math.max(previous, this.#lineFreeAtMs + delayMs);
      this.#tail++;
    }
  }

  /** When the next packet is due; Infinity when none is under way. */
  get dueAtMs(): number {
    return this.#head === this.#tail ? Infinity : (this.#dueAtMs[this.#head % slots] ?? 0);
  }

  /** Sends what is due. @returns when the next packet is due; Infinity when none is under way */
  push(nowMs: number): number {
    while (this.#head !== this.#tail) {
      const slot = this.#head % slots;
      const dueAtMs = this.#dueAtMs[slot] ?? 0;
      if (dueAtMs > nowMs) return dueAtMs;
      this.#lateness.note(nowMs - dueAtMs);
      const length = this.#lengths[slot] ?? 0;
      this.ports.send(this.#slot(slot), length);
      this.#forwardedPackets++;
      this.#forwardedBytes += length;
      this.#head++;
    }
    return Infinity;
  }

  /** What happened since the last time that this was asked with `reset`. */
  counters(reset: boolean): LineCounters {
    const counters = {
      forwardedPackets: this.#forwardedPackets,
      forwardedBytes: this.#forwardedBytes,
      lostPackets: this.#lostPackets,
      tailDrops: this.#tailDrops,
      lateP99Ms: this.#lateness.p99Ms(),
      lateMaxMs: this.#lateness.maxMs,
    };
    if (reset) {
      this.#forwardedPackets = this.#forwardedBytes = this.#lostPackets = this.#tailDrops = 0;
      this.#lateness.reset();
    }
    return counters;
  }

  #slot(index: number): Buffer {
    const slot = this.#memory[index];
    if (slot === undefined) throw new RangeError(`no slot ${index}`);
    return slot;
  }
}
