import { addMissing, type MissingByRegion } from '../domain/copy-work';
import type { IndexLine } from '../domain/manifest';
import type { PartRange } from '../domain/part-ranges';
import { BackupError } from '../errors';
import { copyPart } from './copy-part';
import { FairShares } from './fair-shares';
import type { Region } from './region';
import type { RegionHealth } from './region-health';
import type { RetryLimits } from './retry';
import type { Sealer } from './sealer';
import { StageTimes, type StageMs } from './stage-times';
import type { BackupPlace } from './vault-place';

export interface CopySource {
  /** In the order of their parts. */
  readonly ranges: readonly PartRange[];
  /** What an attempt before this one sealed and put. */
  readonly alreadyDone: readonly IndexLine[];
  /** Buffers of their own memory (Buffer.allocUnsafeSlow) are moved on without a copy. */
  readPart(range: PartRange, signal: AbortSignal): Promise<Buffer>;
}

export interface CopyDestination extends BackupPlace {
  readonly regions: readonly Region[];
  readonly fileNumber: number;
}

export interface CopyLimits {
  /** Parts in memory at once. */
  readonly partsInFlight: number;
  /** How long the others wait for a slow region, in all. */
  readonly patienceMs: number;
  /** How long PUTs may go on after `stop`. */
  readonly stopGraceMs: number;
  readonly retries?: RetryLimits;
}

export const defaultCopyLimits: CopyLimits = { partsInFlight: 4, patienceMs: 10_000, stopGraceMs: 20_000 };

export interface CopyOrder {
  readonly source: CopySource;
  readonly destination: CopyDestination;
  readonly sealer: Sealer;
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
  /** Summed over parts, so more than the clock's time where they overlap. */
  readonly stageMs: StageMs;
}

interface PartDone {
  readonly line: IndexLine;
  readonly missing: MissingByRegion;
}

/**
 * The data path: reads each part once, seals it once, and puts it in every region at once. Memory is bounded by
 * `partsInFlight`. A part that fails in one region is tried again there alone, and then counts as missing there; regions
 * that are down or slow do not hold the others back (RegionHealth, FairShares).
 * @throws BackupError what reading threw; or, where no region took a part, its most hopeful error
 */
export async function copyParts(order: CopyOrder): Promise<CopiedParts> {
  const { source, destination, control } = order;
  const limits = { ...defaultCopyLimits, ...order.limits };
  const known = new Map(source.alreadyDone.map((line) => [line.part, line]));
  const queue = source.ranges.filter(({ part }) => !known.has(part));
  const done = new Map<number, PartDone>();
  const times = new StageTimes();
  const shares = new FairShares({
    regions: destination.regions.map(({ settings }) => settings.name),
    share: Math.max(1, Math.floor(limits.partsInFlight / 2)),
    patienceMs: limits.patienceMs,
    isDown: (region) => order.health.isDown(region),
  });

  const lane = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const range = control.stop.aborted ? undefined : queue.shift();
      if (range === undefined) return shares.drain();
      const copied = await copyPart(range, { order, shares, times, signal, retries: limits.retries });
      done.set(range.part, copied);
      order.onPart?.(copied.line, copied.missing);
    }
  };
  await runLanes(lane, limits, control);
  return summary(source, known, done, times);
}

/** Counts as missing in the region: the part may be whole in others. */
const stoppedInMidPut = new BackupError('REGION_UNAVAILABLE', 'the batch was stopped before the region had the part');

/** Runs the lanes to their end; the first error ends the others. */
async function runLanes(
  lane: (signal: AbortSignal) => Promise<void>,
  { partsInFlight, stopGraceMs }: CopyLimits,
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
  times: StageTimes,
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
  return { lines, stopped: lines.length < ranges.length, missing, bytes, sealedBytes, stageMs: times.sums };
}
