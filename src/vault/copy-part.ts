import type { MissingByRegion } from '../domain/copy-work';
import type { IndexLine } from '../domain/manifest';
import { partKey } from '../domain/object-keys';
import type { PartRange } from '../domain/part-ranges';
import { BackupError } from '../errors';
import type { CopyOrder } from './copy-parts';
import { leftOut, type FairShares } from './fair-shares';
import { collectOutcomes, missingIn, throwIfNowhere } from './put-everywhere';
import { putToRegion } from './put-to-region';
import type { Region } from './region';
import type { RetryLimits } from './retry';
import type { SealedPart } from './sealer';
import type { StageTimes } from './stage-times';
import { keyIn } from './vault-place';

export interface PartJob {
  readonly order: CopyOrder;
  readonly shares: FairShares;
  readonly times: StageTimes;
  readonly signal: AbortSignal;
  readonly retries: RetryLimits | undefined;
}

/** Reads, seals and puts one part. Where it is in no region in the end, that is an error. */
export async function copyPart(
  range: PartRange,
  job: PartJob,
): Promise<{ readonly line: IndexLine; readonly missing: MissingByRegion }> {
  const { order, shares, times, signal } = job;
  const { fileNumber } = order.destination;
  const sealedPart = await shares.prepare(async () => {
    const plain = await times.measure('readMs', () => order.source.readPart(range, signal));
    checkLength(plain, range);
    return times.measure('sealMs', () => order.sealer.seal(plain));
  });
  const line: IndexLine = {
    part: range.part,
    offset: range.offsetBytes,
    size: range.sizeBytes,
    sha256: sealedPart.sha256,
    sealedSize: sealedPart.sealed.length,
    sealedSha256: sealedPart.sealedSha256,
    key: partKey(fileNumber, range.part, sealedPart.sealedSha256),
  };
  const missing = await times.measure('putMs', () => putEverywhere(line, sealedPart, job));
  return { line, missing };
}

async function putEverywhere({ key }: IndexLine, part: SealedPart, job: PartJob): Promise<MissingByRegion> {
  const { regions } = job.order.destination;
  const puts = regions.map((region) => [region.settings.name, putPart(region, key, part, job)] as const);
  const outcomes = await collectOutcomes(new Map(puts));
  throwIfNowhere(outcomes);
  return missingIn(outcomes, 1);
}

async function putPart(region: Region, key: string, { sealed, sealedSha256 }: SealedPart, job: PartJob): Promise<void> {
  const { order, shares, signal, retries } = job;
  const { name } = region.settings;
  const object = { key: keyIn(region, order.destination, key), body: sealed, sha256: sealedSha256 };
  const put = (putSignal: AbortSignal): Promise<void> =>
    putToRegion(region, object, {
      health: order.health,
      signal: putSignal,
      ...(retries === undefined ? {} : { retries }),
    });
  if ((await shares.run(name, signal, put)) === leftOut) {
    throw new BackupError(
      'REGION_UNAVAILABLE',
      `region ${name} was too slow: the others had waited long enough for it`,
    );
  }
}

function checkLength(plain: Buffer, { part, sizeBytes }: PartRange): void {
  if (plain.length === sizeBytes) return;
  throw new BackupError('DUMP_FILE_CHANGED', `part ${part} was read with ${plain.length} bytes, not ${sizeBytes}`);
}
