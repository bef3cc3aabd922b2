import { existsSync } from 'node:fs';
import type { Environment } from '../../config/config-file';
import { programOnPath } from './find-tool';
import { runProgram } from './run-program';

const timeoutMs = 300_000;

/** @throws Error that says why not: no Debian, not root, or what apt-get said. */
export async function installDebianPackage(name: string, env: Environment): Promise<void> {
  const aptGet = programOnPath('apt-get', env);
  if (aptGet === undefined || !existsSync('/etc/debian_version')) throw new Error('this is no Debian');
  if (process.getuid?.() !== 0) throw new Error('apt-get needs root');
  const quiet = { timeoutMs, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = ['install', '--yes', '--no-install-recommends', name];
  if ((await runProgram(aptGet, install, quiet)).ok) return;
  // A new machine has no package lists, an old one has old ones.
  await runProgram(aptGet, ['update'], quiet);
  const second = await runProgram(aptGet, install, quiet);
  if (!second.ok) throw new Error(`apt-get: ${second.output.split('\n').at(-1)}`);
}
