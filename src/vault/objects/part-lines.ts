import type { z } from 'zod';
import {
  fileObjectSchema,
  indexLineSchema,
  type BatchIndex,
  type FileObject,
  type IndexLine,
  type ManifestFile,
} from '../../domain/manifest';
import { BackupError } from '../../errors';
import type { RegionReader } from '../region/region-reader';

/** A file's object, checked against the digest in the manifest. @throws BackupError as RegionReader; MANIFEST_INVALID */
export async function readFileObject(
  reader: RegionReader,
  file: Pick<ManifestFile, 'key' | 'sha256'>,
): Promise<FileObject> {
  const bytes = await reader.readVerified(file.key, file.sha256);
  return parsed(fileObjectSchema, bytes.toString('utf8'), file.key);
}

/** The parts of a batch in their order, checked against the digest in the file object. @throws as readFileObject */
export async function readBatchIndex(reader: RegionReader, batch: BatchIndex): Promise<readonly IndexLine[]> {
  const bytes = await reader.readVerified(batch.key, batch.sha256);
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => parsed(indexLineSchema, line, batch.key));
}

/**
 * All parts of a file in their order, batch after batch, and that they are the whole file without gap or overlap.
 * @throws BackupError as readFileObject
 */
export async function* partLines(reader: RegionReader, fileObject: FileObject): AsyncGenerator<IndexLine> {
  let part = 0;
  let offset = 0;
  for (const batch of fileObject.batches) {
    for (const line of await readBatchIndex(reader, batch)) {
      if (line.part !== part || line.offset !== offset) throw gap(fileObject, `part ${part} is not where it should be`);
      part += 1;
      offset += line.size;
      yield line;
    }
  }
  if (offset !== fileObject.size || part !== fileObject.parts) {
    throw gap(fileObject, `its parts give ${offset} of ${fileObject.size} bytes`);
  }
}

function gap({ name }: FileObject, why: string): BackupError {
  return new BackupError('MANIFEST_INVALID', `the indexes of ${name} do not add up: ${why}`);
}

function parsed<T>(schema: z.ZodType<T>, text: string, key: string): T {
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw new BackupError('MANIFEST_INVALID', `${key} is not what this version can read (${why})`);
}
