import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import { promisify } from 'node:util';

/** Kernel modules, by their names. */
export interface KernelModules {
  /** Whether loading it is worth trying: it is on disk. */
  has(name: string): Promise<boolean>;
  /** @throws Error with what modprobe said. */
  load(name: string): Promise<void>;
  /** @throws Error where a socket still uses it. */
  unload(name: string): Promise<void>;
}

const run = promisify(execFile);
const limits = { timeout: 10_000 };

/** This host's, by `modprobe`. */
export const hostModules: KernelModules = {
  has: async (name) => {
    const list = await readFile(`/lib/modules/${release()}/modules.dep`, 'utf8').catch(() => '');
    return list.includes(`/${name}.ko`);
  },
  load: async (name) => void (await run('modprobe', [name], limits)),
  unload: async (name) => void (await run('modprobe', ['-r', name], limits)),
};
