import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { IndexLine, ManifestFile } from '../domain/manifest';
import { BackupError } from '../errors';
import { openPart } from './open-part';
import { partLines, readFileObject } from './part-lines';
import type { PartThreads } from './part-threads';
import type { RegionReader } from './region-reader';
import { inTarget, type RestoreTarget } from './restore-target';

export interface RestoreTools {
  readonly reader: RegionReader;
  readonly threads: PartThreads;
  readonly identities: readonly string[];
  readonly target: RestoreTarget;
  readonly partsInFlight: number;
  readonly onBytes: (bytes: number) => void;
}

export interface RestoredFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the whole file, in hex. */
  readonly sha256: string;
}

/** Writes one file of a backup under its unfinished name, every byte checked, and on the disk when it returns. */
export async function restoreFile(file: ManifestFile, tools: RestoreTools): Promise<RestoredFile> {
  const handle = await tools.target.create(file.name);
  try {
    const fileObject = await readFileObject(tools.reader, file);
    if (fileObject.size !== file.size || fileObject.parts !== file.parts) {
      throw new BackupError('MANIFEST_INVALID', `the manifest and the file object of ${file.name} differ in size`);
    }
    const sha256 = await writeParts(handle, partLines(tools.reader, fileObject), tools);
    await inTarget(tools.target.path, () => handle.sync());
    return { name: file.name, path: tools.target.pathOf(file.name), sizeBytes: file.size, sha256 };
  } finally {
    await handle.close();
  }
}

/** Several parts at once; their digests are joined in the order of the file. @returns the SHA-256 of the file */
async function writeParts(handle: FileHandle, lines: AsyncGenerator<IndexLine>, tools: RestoreTools): Promise<string> {
  const whole = createHash('sha256');
  let turn = Promise.resolve();
  let failed = false;
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (line: IndexLine): void => {
    const before = turn;
    const work = (async () => {
      const plain = await fetchPart(line, tools);
      await writeAll(handle, plain, line.offset, tools.target.path);
      await before;
      if (!failed) whole.update(plain);
      tools.onBytes(plain.length);
    })();
    const settled = work.catch((error: unknown) => {
      failed = true;
      failures.push(error);
    });
    turn = settled;
    inFlight.add(settled);
    void settled.finally(() => inFlight.delete(settled));
  };
  try {
    for await (const line of lines) {
      if (failed) break;
      start(line);
      if (inFlight.size >= tools.partsInFlight) await Promise.race(inFlight);
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
  return whole.digest('hex');
}

function fetchPart(line: IndexLine, { reader, threads, identities }: RestoreTools): Promise<Buffer> {
  return reader.read(line.key, (sealed) => openPart(threads, sealed, line, identities));
}

async function writeAll(handle: FileHandle, bytes: Buffer, offset: number, path: string): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const at = written;
    const result = await inTarget(path, () => handle.write(bytes, at, bytes.length - at, offset + at));
    written += result.bytesWritten;
  }
}
