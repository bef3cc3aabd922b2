import { hash } from 'node:crypto';
import { BackupError } from '../../errors';
import { missingObjects, type CopyToInspect, type MissingObject } from '../objects/missing-objects';
import { reasonOf } from './put-everywhere';
import type { Region } from '../region/region';
import { RegionReader } from '../region/region-reader';
import { withRetries } from '../region/retry';
import { keyIn } from '../objects/vault-place';

export interface FillOrder extends Omit<CopyToInspect, 'reader' | 'target'> {
  readonly target: Region;
  /** The other regions. */
  readonly sources: readonly Region[];
  readonly onProgress?: (progress: FillProgress) => void;
  /** Objects in memory at once. */
  readonly objectsInFlight?: number;
}

export interface FillProgress {
  readonly objects: number;
  readonly bytes: number;
}

export interface FilledCopy extends FillProgress {
  /** What could not be filled: readable nowhere, or other bytes lie in its place. */
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
}

/**
 * Brings a region's copy up to date with the sealed bytes of other regions: no key, no database. What is damaged in one
 * is taken from the next. Safe to stop and to do again.
 * @throws BackupError of the target when it does not take an object; the signal's reason
 */
export async function fillCopy(order: FillOrder): Promise<FilledCopy> {
  const { target, sources, backup, signal, objectsInFlight = 3 } = order;
  const reader = new RegionReader({ regions: sources.filter((region) => region !== target), backup, signal });
  const indexReader = new RegionReader({ regions: [...sources, target], backup, signal });
  const missing = missingObjects({ ...order, reader: indexReader });
  const failed: { key: string; reason: string }[] = [];
  let done: FillProgress = { objects: 0, bytes: 0 };
  let isBroken = false;

  const lane = async (): Promise<void> => {
    for (;;) {
      const { done: isLast, value: object } = await missing.next();
      if (isLast === true || isBroken) return;
      const bytes = await readObject(reader, object, failed);
      if (bytes === undefined || !(await put(order, object, bytes, failed))) continue;
      done = { objects: done.objects + 1, bytes: done.bytes + bytes.length };
      order.onProgress?.(done);
    }
  };
  const lanes = await Promise.allSettled(
    Array.from({ length: objectsInFlight }, () =>
      lane().catch((error: unknown) => {
        isBroken = true;
        throw error;
      }),
    ),
  );
  const broken = lanes.find((ended) => ended.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return { ...done, failed };
}

type Failures = { key: string; reason: string }[];

async function readObject(
  reader: RegionReader,
  { key, sha256 }: MissingObject,
  failed: Failures,
): Promise<Buffer | undefined> {
  try {
    return await reader.readVerified(key, sha256);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    failed.push({ key, reason: reasonOf(error) });
    return undefined;
  }
}

async function put(order: FillOrder, object: MissingObject, bytes: Buffer, failed: Failures): Promise<boolean> {
  const { target, backup, signal } = order;
  const key = keyIn(target, backup, object.key);
  const options = signal === undefined ? {} : { signal };
  try {
    await withRetries(() => target.putObject(key, bytes, hash('sha256', bytes), options), { signal });
    return true;
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== 'OBJECT_CONFLICT') throw error;
    failed.push({ key: object.key, reason: reasonOf(error) });
    return false;
  }
}
