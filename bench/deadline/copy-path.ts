import type { BatchOrder, CopyNews } from '../../src/domain/copy-work';
import { defaultConnections, defaultCopyLimits, slowPatience } from '../../src/vault/copy/copy-parts';
import { partMemoryBytes } from '../../src/vault/seal/part-memory';
import { slowShare } from '../../src/vault/copy/slow-regions';
import { sealedShareOf } from './levers';
import { copySpeed, lineRate, type CopySpeed, type LineTuning } from './copy-speed';
import { nextChange, type Night } from './night';
import type { VirtualClock } from './virtual-clock';

/** Parts that a batch has under way: told to stop, it finishes them. */
const partsUnderWay = 2;

interface Batch {
  readonly order: BatchOrder;
  readonly plainBytes: number;
  /** Where it ends: earlier when it is told to stop. */
  endBytes: number;
  doneBytes: number;
  patienceLeftMs: number;
  /** Once nothing of it is read any more: when it ends. */
  endsAtMs: number | undefined;
  readonly missed: Map<string, number>;
  readonly finish: () => void;
}

/** What a batch came to, in whole parts. */
export interface Copied {
  readonly parts: number;
  readonly bytes: number;
  /** Parts that a region has not got. */
  readonly missed: ReadonlyMap<string, number>;
}

/** The data path of a night: batches in flight share it evenly, and move as the night lets them. */
export class CopyPath {
  readonly #night: Night;
  readonly #clock: VirtualClock;
  readonly #startMs: number;
  readonly #batches = new Set<Batch>();
  #seenMs: number;
  #fills = 0;
  /** Bytes that were copied, and what they were sealed to at level 1 for one. */
  readonly #sums = { plain: 0, sealed: 0 };
  #callOff: () => void = () => undefined;
  /** Whether a region is known to be slow: the others had waited for it. */
  #hasSlow = false;

  constructor(night: Night, clock: VirtualClock) {
    this.#night = night;
    this.#clock = clock;
    this.#startMs = clock.nowMs;
    this.#seenMs = clock.nowMs;
  }

  /** What the batches in flight have done of whole parts: as their heartbeats would tell. */
  get inFlight(): readonly CopyNews[] {
    this.#catchUp();
    return [...this.#batches].map(({ doneBytes, order, missed }) => {
      const { partBytes } = order.plan.copies;
      const parts = Math.floor(doneBytes / partBytes);
      const lacks = [...missed].map(([region, bytes]) => [
        region,
        { parts: Math.min(parts, bytes / partBytes), reason },
      ]);
      return { parts, bytes: parts * partBytes, missing: Object.fromEntries(lacks) };
    });
  }

  /** Null: nothing is being copied. */
  get speed(): CopySpeed | null {
    const [batch] = this.#batches;
    return batch === undefined ? null : this.#speedOf(batch);
  }

  async copy(order: BatchOrder, signal: AbortSignal): Promise<Copied> {
    this.#catchUp();
    const { partBytes } = order.plan.copies;
    const plainBytes = Math.min(order.file.sizeBytes, order.span.end * partBytes) - order.span.first * partBytes;
    const done = Promise.withResolvers<void>();
    const batch: Batch = {
      order,
      plainBytes,
      endBytes: plainBytes,
      doneBytes: 0,
      patienceLeftMs: this.#patienceMs(order),
      endsAtMs: undefined,
      missed: new Map(),
      finish: done.resolve,
    };
    this.#batches.add(batch);
    const stop = (): void => this.#stop(batch);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    this.#arrange();
    await done.promise;
    const parts = Math.ceil(batch.endBytes / partBytes);
    const missed = [...batch.missed].map(([region, bytes]) => [region, Math.min(parts, bytes / partBytes)] as const);
    return { parts, bytes: batch.endBytes, missed: new Map(missed) };
  }

  #patienceMs(order: BatchOrder): number {
    const { held, free } = this.#speedOf({ order });
    if (held >= free * 0.999) this.#hasSlow = false;
    return order.tuning.patienceMs * (this.#hasSlow ? slowPatience : 1);
  }

  #stop(batch: Batch): void {
    this.#catchUp();
    if (batch.endsAtMs !== undefined) return;
    const { partBytes } = batch.order.plan.copies;
    batch.endBytes = Math.min(batch.plainBytes, (Math.floor(batch.doneBytes / partBytes) + partsUnderWay) * partBytes);
    this.#arrange();
  }

  /**
   * The end of a batch: no part of it is read any more, while other batches go on; what slow regions have under way (half
   * of each part is sent, on average) may be finished in the last patience. What is not has been sent for nothing.
   */
  #drain(batch: Batch): number {
    const { regions, free } = this.#speedOf(batch);
    let longestMs = 0;
    for (const [name, taken] of regions) {
      if (taken >= free * 0.999) continue;
      const halfSent = this.#underWay(batch.order) / 2;
      const needsMs = (halfSent / taken) * 1000;
      longestMs = Math.max(longestMs, Math.min(needsMs, defaultCopyLimits.patienceMs));
      const lost = (halfSent / this.#batches.size) * Math.max(0, 1 - defaultCopyLimits.patienceMs / needsMs);
      if (lost > 0) batch.missed.set(name, (batch.missed.get(name) ?? 0) + lost);
    }
    return longestMs;
  }

  /** Plain bytes that a region has under way, of all batches: as many as its connections carry and memory holds. */
  #underWay({ plan, tuning }: BatchOrder): number {
    const { partBytes } = plan.copies;
    const connections = defaultConnections * tuning.connectionsFactor * this.#batches.size;
    const ratio = this.#night.sealedRatio * sealedShareOf(this.#night, tuning.compressionLevel);
    const heldBytes = (partMemoryBytes * (this.#hasSlow ? slowShare : 1)) / ratio;
    return Math.max(partBytes, Math.min(heldBytes, connections * partBytes));
  }

  #speedOf({ order: { tuning } }: Pick<Batch, 'order'>): CopySpeed {
    return copySpeed(this.#night, tuning, this.#seenMs - this.#startMs);
  }

  /** How a batch moves now, and for how long it will. */
  #motionOf(batch: Batch): { readonly rate: number; readonly speed: CopySpeed; readonly lastsMs: number } {
    const speed = this.#speedOf(batch);
    const isHeld = batch.patienceLeftMs > 0 && speed.held < speed.free;
    const rate = (isHeld ? speed.held : speed.free) / this.#reading.length;
    const leftMs = rate === 0 ? Infinity : ((batch.endBytes - batch.doneBytes) / rate) * 1000;
    return { rate, speed, lastsMs: Math.min(leftMs, isHeld ? batch.patienceLeftMs : Infinity) };
  }

  /** Moves every batch on to this moment. The night did not change since the last look: each change is an appointment. */
  #catchUp(): void {
    const ms = this.#clock.nowMs - this.#seenMs;
    if (ms > 0)
      for (const { batch, motion } of this.#motions()) {
        const bytes = advance(batch, motion, ms);
        this.#hasSlow ||= motion.speed.held < motion.speed.free && batch.patienceLeftMs <= 0;
        this.#sums.plain += bytes;
        this.#sums.sealed += bytes * sealedShareOf(this.#night, batch.order.tuning.compressionLevel);
      }
    this.#seenMs = this.#clock.nowMs;
  }

  /** Batches of which parts are still read. */
  get #reading(): readonly Batch[] {
    return [...this.#batches].filter(({ endsAtMs }) => endsAtMs === undefined);
  }

  #motions() {
    return this.#reading.map((batch) => ({ batch, motion: this.#motionOf(batch) }));
  }

  #arrange(): void {
    this.#callOff();
    for (const batch of this.#batches) {
      if (batch.doneBytes < batch.endBytes - 1) continue;
      batch.endsAtMs ??= this.#seenMs + Math.ceil(this.#drain(batch));
      if (batch.endsAtMs > this.#seenMs) continue;
      this.#batches.delete(batch);
      batch.finish();
    }
    if (this.#batches.size === 0) return;
    const atMs = this.#seenMs - this.#startMs;
    const spells = [...this.#night.databaseSpells, ...this.#night.regions.flatMap((region) => region.spells)];
    const ends = [...this.#batches].map(({ endsAtMs = Infinity }) => endsAtMs - this.#seenMs);
    const lasts = this.#motions().map(({ motion }) => motion.lastsMs);
    const nextMs = Math.min(nextChange(spells, atMs) - atMs, ...lasts, ...ends);
    if (nextMs === Infinity) throw new Error('the data path stands still for ever');
    this.#callOff = this.#clock.in(Math.max(1, nextMs), () => {
      this.#catchUp();
      this.#arrange();
    });
  }

  /** Sends a region what it lacks, from the others' ciphertext. Answers what it lacks then: it is down, or the fill was ended. */
  async fill(region: string, plainBytes: number, tuning: LineTuning, signal: AbortSignal): Promise<number> {
    this.#fills += 1;
    try {
      return await this.#fill(region, plainBytes, tuning, signal);
    } finally {
      this.#fills -= 1;
    }
  }

  async #fill(region: string, plainBytes: number, tuning: LineTuning, signal: AbortSignal): Promise<number> {
    const target = this.#night.regions.find(({ name }) => name === region);
    if (target === undefined) throw new Error(`no region ${region}`);
    const ratio = this.#night.sealedRatio * (this.#sums.sealed / Math.max(1, this.#sums.plain));
    let left = plainBytes * ratio;
    while (left > 0.5 && !signal.aborted) {
      const atMs = this.#clock.nowMs - this.#startMs;
      const rate = Math.min(lineRate(target, tuning, atMs), this.#night.egress / this.#fills);
      if (rate === 0) {
        await this.#clock.sleep(triesMs, signal);
        break;
      }
      const stepMs = Math.min((left / rate) * 1000, nextChange(target.spells, atMs) - atMs, sharesAgainMs);
      await this.#clock.sleep(stepMs, signal);
      left -= (rate * (this.#clock.nowMs - this.#startMs - atMs)) / 1000;
    }
    return left <= 0.5 ? 0 : left / ratio;
  }
}

const reason = 'too slow';

/** How often fills that go on together look how many they are. */
const sharesAgainMs = 5000;
/** An object's tries before its region counts as down. */
const triesMs = 12_000;

function advance(
  batch: Batch,
  { rate, speed }: { readonly rate: number; readonly speed: CopySpeed },
  ms: number,
): number {
  const whole = Math.max(speed.held, speed.free);
  const isHeld = batch.patienceLeftMs > 0 && speed.held < speed.free;
  const bytes = Math.min(batch.endBytes - batch.doneBytes, (rate * ms) / 1000);
  batch.doneBytes += bytes;
  if (isHeld) batch.patienceLeftMs -= ms;
  for (const { name } of batch.order.plan.copies.regions) {
    const taken = speed.regions.get(name);
    const share = taken === undefined ? 1 : isHeld ? 0 : 1 - taken / whole;
    if (share > 1e-6) batch.missed.set(name, (batch.missed.get(name) ?? 0) + bytes * share);
  }
  return bytes;
}
