import { homedir } from 'node:os';
import path from 'node:path';
import type { Environment } from '../../config/config-file';

/** Where tools that were downloaded or built are kept, per user: safe to delete at any time. */
export function toolsDirectory(env: Environment): string {
  const given = env['XDG_CACHE_HOME'];
  // The XDG base directory specification: a relative path is to be ignored.
  const cache = given && path.isAbsolute(given) ? given : path.join(env['HOME'] || homedir(), '.cache');
  return path.join(cache, 'redoubt', 'tools');
}
