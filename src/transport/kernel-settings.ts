import { constants, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The kernel's settings by the names that `sysctl` gives them. Values are words with one space between. */
export interface KernelSettings {
  /** Undefined where this kernel, or this network namespace, does not have it. */
  read(name: string): Promise<string | undefined>;
  /** @throws what the kernel answers: EACCES, EPERM, ENOENT, EINVAL. */
  write(name: string, value: string): Promise<void>;
}

/** @param procRoot where /proc is (a folder of files in tests). */
export function kernelSettings(procRoot: string): KernelSettings {
  const fileOf = (name: string): string => path.join(procRoot, 'sys', ...name.split('.'));
  return {
    read: async (name) => {
      try {
        return words(await readFile(fileOf(name), 'utf8'));
      } catch {
        return undefined;
      }
    },
    // Never created: on a kernel without the setting the file is not there.
    write: (name, value) => writeFile(fileOf(name), `${value}\n`, { flag: constants.O_WRONLY | constants.O_TRUNC }),
  };
}

const words = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
