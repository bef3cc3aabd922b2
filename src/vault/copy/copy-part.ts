import type { MissingByRegion } from '../../domain/copy-work';
import type { IndexLine } from '../../domain/manifest';
import { partKey } from '../../domain/object-keys';
import type { PartRange } from '../../domain/part-ranges';
import { BackupError } from '../../errors';
import type { CopyOrder } from './copy-parts';
import { leftOut, type FairShares } from './fair-shares';
import type { PartLease } from '../seal/part-memory';
import { collectOutcomes, missingIn, throwIfNowhere, type Outcomes } from './put-everywhere';
import { putToRegion, type PutWatcher } from './put-to-region';
import type { Region } from '../region/region';
import type { RetryLimits } from '../region/retry';
import { sealedRoom, type SealedPart } from '../seal/sealer';
import { keyIn } from '../objects/vault-place';

export interface PartJob {
  readonly order: CopyOrder;
  readonly shares: FairShares;
  readonly signal: AbortSignal;
  readonly retries: RetryLimits | undefined;
  /** It waits for nothing but the regions from now on. */
  readonly onSealed: () => void;
}

export interface CopiedPart {
  readonly line: IndexLine;
  readonly missing: MissingByRegion;
}

/**
 * Reads, seals and puts one part. Where it is in no region in the end, that is an error. Undefined: told to stop before
 * there was memory for it.
 */
export async function copyPart(range: PartRange, job: PartJob): Promise<CopiedPart | undefined> {
  const { memory, meter, control } = job.order;
  // Waiting for memory is waiting for whoever has it, which may be a slow region: nothing is being made ready.
  const plainLease = await memory.lease('plain', sealedRoom(range.sizeBytes), job.signal);
  if (control.stop.aborted) {
    plainLease.release('again');
    return undefined;
  }
  return meter.part(async () => {
    const plain = await readPart(range, job, plainLease);
    const sealedLease = await leaseForSealed(range, job, plainLease);
    const part = await sealPart(plain, job, plainLease, sealedLease);
    job.onSealed();
    const copied = await putPart(range, part, job, sealedLease);
    meter.partDone();
    return copied;
  });
}

async function readPart(range: PartRange, { order, shares, signal }: PartJob, lease: PartLease): Promise<Buffer> {
  const into = Buffer.from(lease.memory, 0, range.sizeBytes);
  try {
    const plain = await shares.prepare(() => order.meter.reading(() => order.source.readPart(range, signal, into)));
    checkLength(plain, range);
    return plain;
  } catch (error) {
    lease.release('again');
    throw error;
  }
}

async function leaseForSealed({ sizeBytes }: PartRange, job: PartJob, plainLease: PartLease): Promise<PartLease> {
  try {
    return await job.order.memory.lease('sealed', sealedRoom(sizeBytes), job.signal);
  } catch (error) {
    plainLease.release('again');
    throw error;
  }
}

async function sealPart(
  plain: Buffer,
  { order, shares }: PartJob,
  plainLease: PartLease,
  sealedLease: PartLease,
): Promise<SealedPart> {
  const watcher = order.meter.sealing();
  try {
    const part = await shares.prepare(() => order.sealer.seal(plain, { room: sealedLease.memory, watcher }));
    watcher.onSealed(part.sealed.length);
    plainLease.release('again');
    sealedLease.shrink(part.sealed.length);
    return part;
  } catch (error) {
    // The thread may still be at it.
    watcher.onFailed();
    plainLease.release('never');
    sealedLease.release('never');
    throw error;
  }
}

async function putPart(range: PartRange, part: SealedPart, job: PartJob, lease: PartLease): Promise<CopiedPart> {
  const { fileNumber } = job.order.destination;
  const line: IndexLine = {
    part: range.part,
    offset: range.offsetBytes,
    size: range.sizeBytes,
    sha256: part.sha256,
    sealedSize: part.sealed.length,
    sealedSha256: part.sealedSha256,
    key: partKey(fileNumber, range.part, part.sealedSha256),
  };
  try {
    const missing = await job.order.meter.sending(() => putEverywhere(line, part, job));
    return { line, missing };
  } finally {
    // Every region has let go of it, those too that did not take it: see Region.putObject.
    lease.release('again');
  }
}

async function putEverywhere(line: IndexLine, part: SealedPart, job: PartJob): Promise<MissingByRegion> {
  let outcomes = await putOnce(line, part, job, false);
  // One region after the other was too slow for it, each while another one was quick.
  if ([...outcomes.values()].every((error) => error instanceof TooSlow))
    outcomes = await putOnce(line, part, job, true);
  throwIfNowhere(outcomes);
  return missingIn(outcomes, 1);
}

function putOnce({ key }: IndexLine, part: SealedPart, job: PartJob, insists: boolean): Promise<Outcomes> {
  const { regions } = job.order.destination;
  const puts = regions.map((region) => {
    const { name } = region.settings;
    const watch: PutWatcher = (attempt, put) => job.order.meter.put(name, attempt, part.sealed.length, put);
    return [name, putInRegion(region, key, part, { ...job, watch, insists })] as const;
  });
  return collectOutcomes(new Map(puts));
}

async function putInRegion(
  region: Region,
  key: string,
  { sealed, sealedSha256 }: SealedPart,
  {
    order,
    shares,
    signal,
    retries,
    watch,
    insists,
  }: PartJob & { readonly watch: PutWatcher; readonly insists: boolean },
): Promise<void> {
  const { name } = region.settings;
  const object = { key: keyIn(region, order.destination, key), body: sealed, sha256: sealedSha256 };
  const put = (putSignal: AbortSignal): Promise<void> =>
    putToRegion(region, object, {
      health: order.health,
      signal: putSignal,
      watch,
      ...(retries === undefined ? {} : { retries }),
    });
  const outcome = await shares.run(name, { sizeBytes: sealed.length, signal, insists }, put);
  if (outcome === leftOut) throw new TooSlow(name);
}

class TooSlow extends BackupError {
  constructor(region: string) {
    super('REGION_UNAVAILABLE', `region ${region} was too slow: the others had waited long enough for it`);
  }
}

function checkLength(plain: Buffer, { part, sizeBytes }: PartRange): void {
  if (plain.length === sizeBytes) return;
  throw new BackupError('DUMP_FILE_CHANGED', `part ${part} was read with ${plain.length} bytes, not ${sizeBytes}`);
}
