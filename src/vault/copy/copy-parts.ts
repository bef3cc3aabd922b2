import { addMissing, type MissingByRegion } from '../../domain/copy-work';
import type { IndexLine } from '../../domain/manifest';
import type { PartRange } from '../../domain/part-ranges';
import { BackupError } from '../../errors';
import { copyPart } from './copy-part';
import { FairShares } from './fair-shares';
import type { PartMemory } from '../seal/part-memory';
import type { PathMeter } from './path-meter';
import type { Region } from '../region/region';
import type { RegionHealth } from '../region/region-health';
import type { RetryLimits } from '../region/retry';
import type { Sealer } from '../seal/sealer';
import type { BackupPlace } from '../objects/vault-place';

export interface CopySource {
  /** In the order of their parts. */
  readonly ranges: readonly PartRange[];
  /** What an attempt before this one sealed and put. */
  readonly alreadyDone: readonly IndexLine[];
  /**
   * `into`: room of the part's size, written no more once this has ended. A buffer of the reader's own is sealed too.
   */
  readPart(range: PartRange, signal: AbortSignal, into: Buffer): Promise<Buffer>;
}

export interface CopyDestination extends BackupPlace {
  readonly regions: readonly Region[];
  readonly fileNumber: number;
}

export interface CopyLimits {
  /** Parts under way at once: where memory allows no more, fewer. Default: three more than the most connections. */
  readonly partsInFlight?: number;
  /** PUTs at once to a region. */
  readonly connectionsOf: (region: string) => number;
  /** How long the others wait for a slow region while there are parts to copy, in all. */
  readonly patienceMs: number;
  /** The same at the end of a batch, for the parts under way: other batches go on meanwhile. Default: as before. */
  readonly lastPatienceMs?: number;
  /** How long PUTs may go on after `stop`. */
  readonly stopGraceMs: number;
  readonly retries?: RetryLimits;
}

/** What a region is given that asks for nothing else. */
export const defaultConnections = 4;

export const defaultCopyLimits: CopyLimits = {
  connectionsOf: () => defaultConnections,
  patienceMs: 10_000,
  stopGraceMs: 20_000,
};

/** Of the patience, with a region that is known to be slow. */
export const slowPatience = 1 / 10;

/** One part is read, and one sealed on each of two threads, while the regions are busy with others. */
const partsBeforePut = 3;

export interface CopyOrder {
  readonly source: CopySource;
  readonly destination: CopyDestination;
  readonly sealer: Sealer;
  /** The process's. */
  readonly memory: PartMemory;
  /** The backup's. */
  readonly meter: PathMeter;
  readonly health: RegionHealth;
  readonly limits?: Partial<CopyLimits>;
  /** `stop`: finish what is in flight and return normally. `abort`: end at once, with its reason. */
  readonly control: { readonly stop: AbortSignal; readonly abort: AbortSignal };
  /** A part is in at least one region; `missing` names the others. Parts may come out of order. */
  readonly onPart?: (line: IndexLine, missing: MissingByRegion) => void;
}

export interface CopiedParts {
  /** From the first range on, without a gap. */
  readonly lines: readonly IndexLine[];
  /** There is more to do: it was told to stop. */
  readonly stopped: boolean;
  /** Of the parts in `lines` that this call put. */
  readonly missing: MissingByRegion;
  /** Plain and sealed bytes of what this call put. */
  readonly bytes: number;
  readonly sealedBytes: number;
}

interface PartDone {
  readonly line: IndexLine;
  readonly missing: MissingByRegion;
}

/**
 * The data path: reads each part once, seals it once, and puts it in every region at once. Memory is bounded by what
 * PartMemory lends. A part that fails in one region is tried again there alone, and then counts as missing there; regions
 * that are down or slow do not hold the others back (RegionHealth, FairShares).
 * @throws BackupError what reading threw; or, where no region took a part, its most hopeful error
 */
export async function copyParts(order: CopyOrder): Promise<CopiedParts> {
  const { source, destination, control } = order;
  const limits = { ...defaultCopyLimits, ...order.limits };
  const known = new Map(source.alreadyDone.map((line) => [line.part, line]));
  const queue = source.ranges.filter(({ part }) => !known.has(part));
  const done = new Map<number, PartDone>();
  const names = destination.regions.map(({ settings }) => settings.name);
  const partsInFlight = limits.partsInFlight ?? Math.max(...names.map(limits.connectionsOf)) + partsBeforePut;
  const { slow } = order.memory;
  const patienceMsOf = (region: string): number =>
    order.health.patienceMs(region, limits.patienceMs * (slow.isSlow(region) ? slowPatience : 1));
  const shares = new FairShares({
    regions: names,
    shareOf: limits.connectionsOf,
    patienceMsOf,
    lastPatienceMsOf: (region) => order.health.patienceMs(region, limits.lastPatienceMs ?? limits.patienceMs),
    isDown: (region) => order.health.isDown(region),
    onUsedUp: (region) => order.health.wasTooSlow(region),
    slow,
  });

  let toSeal = queue.length;
  // Most parts wait for memory when the last one is taken up: it is the last one to be sealed that ends the batch.
  const onSealed = (): void => {
    toSeal -= 1;
    if (toSeal === 0) shares.drain();
  };
  const lane = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const range = control.stop.aborted ? undefined : queue.shift();
      if (range === undefined) return control.stop.aborted ? shares.drain() : undefined;
      const copied = await copyPart(range, { order, shares, signal, retries: limits.retries, onSealed });
      if (copied === undefined) continue;
      done.set(range.part, copied);
      order.onPart?.(copied.line, copied.missing);
    }
  };
  try {
    await runLanes(lane, { ...limits, partsInFlight }, control);
  } finally {
    shares.close();
  }
  return summary(source, known, done);
}

/** Counts as missing in the region: the part may be whole in others. */
const stoppedInMidPut = new BackupError('REGION_UNAVAILABLE', 'the batch was stopped before the region had the part');

/** Runs the lanes to their end; the first error ends the others. */
async function runLanes(
  lane: (signal: AbortSignal) => Promise<void>,
  { partsInFlight, stopGraceMs }: { readonly partsInFlight: number; readonly stopGraceMs: number },
  { stop, abort }: CopyOrder['control'],
): Promise<void> {
  abort.throwIfAborted();
  const failure = new AbortController();
  const overdue = new AbortController();
  let graceTimer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    graceTimer = setTimeout(() => overdue.abort(stoppedInMidPut), stopGraceMs);
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  const signal = AbortSignal.any([abort, failure.signal, overdue.signal]);
  const guarded = async (): Promise<void> => {
    try {
      await lane(signal);
    } catch (error) {
      if (!overdue.signal.aborted || abort.aborted) failure.abort(error);
    }
  };
  try {
    await Promise.all(Array.from({ length: partsInFlight }, guarded));
  } finally {
    stop.removeEventListener('abort', onStop);
    clearTimeout(graceTimer);
  }
  abort.throwIfAborted();
  failure.signal.throwIfAborted();
}

function summary(
  { ranges }: CopySource,
  known: ReadonlyMap<number, IndexLine>,
  done: ReadonlyMap<number, PartDone>,
): CopiedParts {
  const lines: IndexLine[] = [];
  let missing: MissingByRegion = {};
  let bytes = 0;
  let sealedBytes = 0;
  for (const { part } of ranges) {
    const fresh = done.get(part);
    const line = fresh?.line ?? known.get(part);
    if (line === undefined) break;
    lines.push(line);
    if (fresh === undefined) continue;
    missing = addMissing(missing, fresh.missing);
    bytes += line.size;
    sealedBytes += line.sealedSize;
  }
  return { lines, stopped: lines.length < ranges.length, missing, bytes, sealedBytes };
}
