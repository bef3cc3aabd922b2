import { basename, dirname } from 'node:path';
import type { PathCounters } from '../../src/domain/path-counters';
import { defaultPartSize, partBytesOf, partRanges } from '../../src/domain/part-ranges';
import type { FileReader } from '../../src/oracle/file-reader';
import { openLocalFile } from '../../src/oracle/local-file-reader';
import { copyParts, type CopiedParts } from '../../src/vault/copy/copy-parts';
import { PathMeter } from '../../src/vault/copy/path-meter';
import { RegionHealth } from '../../src/vault/region/region-health';
import { createSealer } from '../../src/vault/seal/sealer';
import type { BenchPlace } from './place';

/** As a backup whose configuration does not say. */
export const partBytes = partBytesOf(defaultPartSize);

export interface PathRun {
  readonly backupId: string;
  readonly copied: CopiedParts;
  readonly counters: PathCounters;
}

/** The data path as a worker runs it, from this host's own file. */
export async function copyLocally(place: BenchPlace): Promise<PathRun> {
  const reader = await openLocalFile(dirname(place.data.path), basename(place.data.path));
  return copyFrom(reader, place);
}

export async function copyFrom(reader: FileReader, place: BenchPlace): Promise<PathRun> {
  const backupId = place.freshName();
  const meter = new PathMeter();
  const never = new AbortController().signal;
  try {
    const copied = await copyParts({
      source: {
        ranges: partRanges(reader.sizeBytes, partBytes, 0, Infinity),
        alreadyDone: [],
        readPart: ({ offsetBytes, sizeBytes }, signal, into) => reader.readRange(offsetBytes, sizeBytes, signal, into),
      },
      destination: { database: 'sales', backupId, fileNumber: 1, regions: place.regions },
      sealer: createSealer(place.threads, { recipients: [place.keys.recipient], level: 1 }),
      memory: place.memory,
      meter,
      health: new RegionHealth(),
      control: { stop: never, abort: never },
    });
    if (Object.keys(copied.missing).length > 0)
      throw new Error(`regions lack parts: ${JSON.stringify(copied.missing)}`);
    return { backupId, copied, counters: meter.read() };
  } finally {
    await reader.close();
  }
}
