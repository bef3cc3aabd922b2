import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execute } from './execute';

export interface BenchData {
  readonly path: string;
  readonly bytes: number;
  /** For the table's heading. */
  readonly description: string;
}

export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'redoubt', 'bench');

/** TPC-H's tables as text, made once and kept; a generator of ours where PyPI cannot be reached. */
export async function benchData(bytes: number, folder: string): Promise<BenchData> {
  mkdirSync(cacheFolder, { recursive: true });
  const whole = join(cacheFolder, 'tpch-2.dmp');
  const made = existsSync(whole) || (await makeTpch(whole));
  const source = made ? whole : join(cacheFolder, 'words.dmp');
  if (!made && !existsSync(source)) makeWords(source, 2_000_000_000);
  const path = join(folder, 'data.dmp');
  // Synced, so that the first row does not share the disk with the kernel's writing of it.
  await execute(`cp --reflink=auto "$SOURCE" "$COPY" && sync "$COPY"`, { SOURCE: source, COPY: path });
  const used = Math.min(bytes, statSync(path).size);
  truncateSync(path, used);
  return { path, bytes: used, description: made ? 'TPC-H text (tpchgen-cli csv -s 2)' : 'made-up rows of text' };
}

async function makeTpch(path: string): Promise<boolean> {
  const venv = join(cacheFolder, 'venv');
  const tables = join(cacheFolder, 'tables');
  try {
    if (!existsSync(join(venv, 'bin/tpchgen-cli'))) {
      await execute('python3 -m venv "$VENV" && "$VENV/bin/pip" install --quiet tpchgen-cli', { VENV: venv });
    }
    await execute('"$VENV/bin/tpchgen-cli" csv -s 2 -o "$TABLES"', { VENV: venv, TABLES: tables });
    await execute('cat "$TABLES"/*.csv > "$TARGET"', { TABLES: tables, TARGET: `${path}.part` });
    renameSync(`${path}.part`, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(tables, { recursive: true, force: true });
  }
}

/** Rows of numbers, words and dates; packs about as well as TPC-H's text. */
export function makeWords(path: string, bytes: number): void {
  const words = 'quickly final deposits sleep furiously ironic packages haggle carefully express accounts'.split(' ');
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes;) {
    const random = randomBytes(60_000);
    let rows = '';
    for (let i = 0; i + 12 < random.length; i += 12) {
      const pick = (at: number): string => words[(random[i + at] ?? 0) % words.length] ?? '';
      rows += `${random.readUInt32BE(i)},${random.readUInt16BE(i + 4)},${random[i + 6]}.${random[i + 7]},1996-0${(random[i + 8] ?? 0) % 10}-12,${pick(9)} ${pick(10)} ${pick(11)}\n`;
    }
    written += writeSync(file, rows);
  }
  // The last rows may be more than was asked for.
  ftruncateSync(file, bytes);
  closeSync(file);
}

/** Whether a program is there, and where it is not, what is said of it. */
export function missingProgram(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !isOnPath(program));
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found on PATH`;
}

function isOnPath(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
