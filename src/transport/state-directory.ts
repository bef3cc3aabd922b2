import { access, constants, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where a host's record is kept: the host's own place, or the user's where that is not ours to write. */
export const defaultStateDirectories = (): readonly string[] => [
  '/var/lib/redoubt',
  path.join(homedir(), '.local', 'state', 'redoubt'),
];

/** @returns the first that can be written, made if need be. @throws Error that says why none can. */
export async function writableDirectory(candidates: readonly string[]): Promise<string> {
  const reasons: string[] = [];
  for (const directory of candidates) {
    try {
      await mkdir(directory, { recursive: true, mode: 0o755 });
      await access(directory, constants.W_OK | constants.X_OK);
      return directory;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`the record of this host cannot be kept: ${reasons.join('; ')}`);
}
