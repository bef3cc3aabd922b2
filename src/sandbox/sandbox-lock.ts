import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BackupError } from '../errors';
import { identifyProcess, isAlive, type ProcessIdentity } from './processes/process-identity';
import { waitUntil } from './wait-until';

/**
 * Lets one process at a time change the sandbox of this directory; a lock whose owner has gone is taken over.
 * @throws BackupError SANDBOX_FAILED when another one holds it for longer than `timeoutMs`.
 */
export async function withSandboxLock<T>(directory: string, work: () => Promise<T>, timeoutMs = 600_000): Promise<T> {
  const file = path.join(directory, 'lock');
  const free = await waitUntil(() => tryLock(file), { timeoutMs, everyMs: 100 });
  if (!free) throw new BackupError('SANDBOX_FAILED', `another command holds ${file} (process ${ownerOf(file)?.pid})`);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file: string): boolean {
  // Whoever held it may have removed the folder.
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(identifyProcess(process.pid)), { mode: 0o600 });
  try {
    // A link appears whole, with its owner in it, or not at all.
    linkSync(written, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(written);
  }
  const owner = ownerOf(file);
  if (owner !== undefined && !isAlive(owner)) rmSync(file, { force: true });
  return false;
}

/** undefined: it was just released. */
function ownerOf(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    // Looked at again at the next turn.
    return undefined;
  }
}
