import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackupError } from '../../errors';
import type { RemovedFile } from '../oracle/control-messages';

/**
 * Compares restored dump files with what the database saw of them when it deleted them: same names, same bytes.
 * @param removed of the stand-in, since its start.
 * @returns the bytes that were compared. @throws BackupError COMPARE_DIFFERS that names each file that differs
 */
export async function checkRestoredBytes(folder: string, removed: readonly RemovedFile[]): Promise<number> {
  const witnessed = new Map(removed.map((file) => [file.name, file]));
  const restored = (await readdir(folder)).filter((name) => name.endsWith('.dmp')).sort();
  const wrong: string[] = [];
  let bytes = 0;
  for (const name of restored) {
    const expected = witnessed.get(name);
    const found = await sha256Of(path.join(folder, name));
    if (expected === undefined) wrong.push(`${name}: the database removed no such file`);
    else if (expected.sha256 !== found) wrong.push(`${name}: SHA-256 ${found}, in the database ${expected.sha256}`);
    else bytes += expected.sizeBytes;
  }
  // Files of other exports, or of an attempt that was given up, are none of this backup's.
  const exports = new Set(restored.map(exportOf));
  for (const name of witnessed.keys()) {
    if (exports.has(exportOf(name)) && !restored.includes(name)) wrong.push(`${name}: was not restored`);
  }
  if (restored.length === 0) wrong.push('no dump file was restored');
  if (wrong.length > 0) throw new BackupError('COMPARE_DIFFERS', wrong.join('\n'));
  return bytes;
}

/** What the files of one export have in common: `x_01.dmp` and `x_02.dmp` are `x`. */
const exportOf = (name: string): string => name.replace(/_\d+\.dmp$/, '');

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
