import { createHash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { IndexLine, ManifestFile } from '../domain/manifest';
import { BackupError } from '../errors';
import { openPart } from './open-part';
import { partLines, readFileObject } from './part-lines';
import type { PartThreads } from './part-threads';
import type { RegionReader } from './region-reader';
import { inTarget, type RestoreTarget, type UnfinishedFile } from './restore-target';

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
  const unfinished = await tools.target.open(file.name, file.size);
  const { handle } = unfinished;
  try {
    const fileObject = await readFileObject(tools.reader, file);
    if (fileObject.size !== file.size || fileObject.parts !== file.parts) {
      throw new BackupError('MANIFEST_INVALID', `the manifest and the file object of ${file.name} differ in size`);
    }
    const sha256 = await writeParts(unfinished, partLines(tools.reader, fileObject), tools);
    await inTarget(tools.target.path, () => handle.sync());
    return { name: file.name, path: tools.target.pathOf(file.name), sizeBytes: file.size, sha256 };
  } finally {
    await handle.close();
  }
}

/** Several parts at once; their digests are joined in the order of the file. @returns the SHA-256 of the file */
async function writeParts(
  file: UnfinishedFile,
  lines: AsyncGenerator<IndexLine>,
  tools: RestoreTools,
): Promise<string> {
  const whole = createHash('sha256');
  let turn = Promise.resolve();
  let failed = false;
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (line: IndexLine): void => {
    const before = turn;
    const work = (async () => {
      const plain = (await partOnDisk(file, line, tools.target)) ?? (await fetchPart(file, line, tools));
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

/** A part that an earlier try wrote; undefined where the file has other bytes, or none. */
async function partOnDisk(
  { handle, presentBytes }: UnfinishedFile,
  line: IndexLine,
  target: RestoreTarget,
): Promise<Buffer | undefined> {
  if (presentBytes < line.offset + line.size) return undefined;
  return inTarget(target.path, async () => {
    const bytes = Buffer.allocUnsafeSlow(line.size);
    const { bytesRead } = await handle.read(bytes, 0, line.size, line.offset);
    return bytesRead === line.size && hash('sha256', bytes) === line.sha256 ? bytes : undefined;
  });
}

async function fetchPart({ handle }: UnfinishedFile, line: IndexLine, tools: RestoreTools): Promise<Buffer> {
  const { reader, threads, identities, target } = tools;
  const plain = await reader.read(line.key, (sealed) => openPart(threads, sealed, line, identities));
  await writeAll(handle, plain, line.offset, target.path);
  return plain;
}

async function writeAll(handle: FileHandle, bytes: Buffer, offset: number, path: string): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const at = written;
    const result = await inTarget(path, () => handle.write(bytes, at, bytes.length - at, offset + at));
    written += result.bytesWritten;
  }
}
