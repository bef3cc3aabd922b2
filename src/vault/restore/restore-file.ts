import { createHash } from 'node:crypto';
import type { FileObject, IndexLine, ManifestFile } from '../../domain/manifest';
import { BackupError } from '../../errors';
import { openPart } from './open-part';
import { OpeningRoom, roomsFor } from './opening-room';
import { partLines, readFileObject } from '../objects/part-lines';
import type { PartThreads } from '../seal/part-threads';
import { PartWriter } from './part-writer';
import type { RegionReader } from '../region/region-reader';
import { inTarget, type RestoreTarget, type UnfinishedFile } from './restore-target';

export interface RestoreTools {
  readonly reader: RegionReader;
  readonly threads: PartThreads;
  readonly identities: readonly string[];
  readonly target: RestoreTarget;
  /** Whether somebody wants the digest of the whole file. */
  readonly wholeDigest: boolean;
  readonly onBytes: (bytes: number) => void;
}

export interface RestoredFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the whole file, in hex, where the order asked for it. */
  readonly sha256?: string;
}

/** Writes one file of a backup under its unfinished name, every byte checked, and on the disk when it returns. */
export async function restoreFile(file: ManifestFile, tools: RestoreTools): Promise<RestoredFile> {
  const unfinished = await tools.target.open(file.name, file.size);
  const { handle, direct } = unfinished;
  const writer = new PartWriter(unfinished, tools.target.path, tools.threads);
  try {
    const fileObject = await readFileObject(tools.reader, file);
    if (fileObject.size !== file.size || fileObject.parts !== file.parts) {
      throw new BackupError('MANIFEST_INVALID', `the manifest and the file object of ${file.name} differ in size`);
    }
    const sha256 = await writeParts({ ...unfinished, writer }, fileObject, tools);
    await writer.finish();
    const restored = { name: file.name, path: tools.target.pathOf(file.name), sizeBytes: file.size };
    return { ...restored, ...(sha256 === undefined ? {} : { sha256 }) };
  } finally {
    await writer.settled();
    await direct?.close();
    await handle.close();
  }
}

interface FileInWork extends UnfinishedFile {
  readonly writer: PartWriter;
}

/** Several parts at once, each checked; for the digest of the whole they are hashed once more, in their order. */
async function writeParts(file: FileInWork, fileObject: FileObject, tools: RestoreTools): Promise<string | undefined> {
  const whole = tools.wholeDigest ? createHash('sha256') : undefined;
  const most = roomsFor(fileObject.size / Math.max(1, fileObject.parts));
  const rooms: OpeningRoom[] = [];
  let turn = Promise.resolve();
  let failed = false;
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (line: IndexLine): void => {
    const before = turn;
    const work = (async () => {
      const room = rooms.pop() ?? new OpeningRoom();
      const plain = (await partOnDisk(file, line, room, tools)) ?? (await fetchPart(file, line, room, tools));
      if (whole !== undefined) await before;
      if (!failed) whole?.update(plain);
      rooms.push(room);
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
    for await (const line of partLines(tools.reader, fileObject)) {
      if (failed) break;
      start(line);
      if (inFlight.size >= most) await Promise.race(inFlight);
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
  return whole?.digest('hex');
}

/** A part that an earlier try wrote; undefined where the file has other bytes, or none. */
async function partOnDisk(
  { handle, presentBytes }: UnfinishedFile,
  line: IndexLine,
  room: OpeningRoom,
  { target, threads }: RestoreTools,
): Promise<Buffer | undefined> {
  if (presentBytes < line.offset + line.size) return undefined;
  const bytes = Buffer.from(room.plain(line.size), 0, line.size);
  const { bytesRead } = await inTarget(target.path, () => handle.read(bytes, 0, line.size, line.offset));
  return bytesRead === line.size && (await threads.digest(bytes)) === line.sha256 ? bytes : undefined;
}

async function fetchPart(
  { writer }: FileInWork,
  line: IndexLine,
  room: OpeningRoom,
  { reader, threads, identities }: RestoreTools,
): Promise<Buffer> {
  const into = { room: room.plain(line.size) };
  const open = (sealed: Buffer): Promise<Buffer> => openPart(threads, sealed, line, identities, into);
  const plain = await reader.read(line.key, open, room.sealed(line.sealedSize));
  await writer.write(plain, line.offset);
  return plain;
}
