import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { BackupError } from '../errors';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigPlace {
  /** --config FILE, as given; it alone counts then. */
  readonly path?: string;
  readonly cwd: string;
  readonly env: Environment;
}

/** The folder of the running sandbox's state, per user; $REDOUBT_SANDBOX_DIR moves it. */
export function sandboxDirectory(env: Environment): string {
  if (env['REDOUBT_SANDBOX_DIR']) return env['REDOUBT_SANDBOX_DIR'];
  // The XDG base directory specification: a relative path is to be ignored.
  const stateHome = env['XDG_STATE_HOME'];
  const base = stateHome && isAbsolute(stateHome) ? stateHome : join(env['HOME'] || homedir(), '.local', 'state');
  return join(base, 'redoubt', 'sandbox');
}

/**
 * Which configuration counts: the given file, else redoubt.yaml in this folder, else the running sandbox's.
 * @throws BackupError CONFIG_NOT_FOUND that says where it looked.
 */
export function findConfigFile({ path, cwd, env }: ConfigPlace): string {
  const candidates =
    path === undefined
      ? [resolve(cwd, 'redoubt.yaml'), resolve(cwd, sandboxDirectory(env), 'redoubt.yaml')]
      : [resolve(cwd, path)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new BackupError('CONFIG_NOT_FOUND', `there is no configuration: looked for ${candidates.join(' and ')}`);
}
