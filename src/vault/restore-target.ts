import { mkdir, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BackupError } from '../errors';

const unfinished = '.partial';

/**
 * The directory of a restore. Files are written under `<name>.partial`; they get their names together, when all of them
 * are whole and on the disk.
 */
export class RestoreTarget {
  readonly #names: string[] = [];

  private constructor(
    readonly path: string,
    private readonly created: boolean,
  ) {}

  /** @throws BackupError TARGET_NOT_EMPTY, TARGET_UNWRITABLE */
  static async prepare(to: string): Promise<RestoreTarget> {
    const path = resolve(to);
    return inTarget(path, async () => {
      const created = (await mkdir(path, { recursive: true })) !== undefined;
      const present = await readdir(path);
      if (present.length === 0) return new RestoreTarget(path, created);
      throw new BackupError('TARGET_NOT_EMPTY', `${path} is not empty: it has ${present.slice(0, 3).join(', ')}`);
    });
  }

  /** @throws BackupError TARGET_UNWRITABLE */
  create(name: string): Promise<FileHandle> {
    this.#names.push(name);
    return inTarget(this.path, () => open(join(this.path, name + unfinished), 'wx', 0o600));
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** All files are whole: they get their names. @throws BackupError TARGET_UNWRITABLE */
  async finish(): Promise<void> {
    await inTarget(this.path, async () => {
      for (const name of this.#names) await rename(this.pathOf(name) + unfinished, this.pathOf(name));
      const directory = await open(this.path, 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    });
  }

  /** Takes away what was written, and the directory if it was new. */
  async discard(): Promise<void> {
    for (const name of this.#names) {
      await rm(this.pathOf(name) + unfinished, { force: true });
      await rm(this.pathOf(name), { force: true });
    }
    if (this.created) await rmdir(this.path).catch(() => undefined);
  }
}

/** Maps what the file system refuses. @throws BackupError TARGET_UNWRITABLE */
export async function inTarget<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new BackupError('TARGET_UNWRITABLE', `${path} cannot be written: ${error.message}`, { cause: error });
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'message' in error;
}

/**
 * A manifest's file names become files here: a name with a path in it, or one that is there twice, is refused.
 * @throws BackupError MANIFEST_INVALID
 */
export function checkFileNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    // No path of any system, no control characters, no name that is only dots, none that looks unfinished.
    const isPlain = /^[^/\\:\p{Cc}]{1,200}$/u.test(name) && !/^\.+$/.test(name) && !name.endsWith(unfinished);
    if (!isPlain) throw new BackupError('MANIFEST_INVALID', `the manifest names a file ${JSON.stringify(name)}`);
    // On some systems names that differ in case alone are one file.
    if (seen.has(name.toLowerCase())) throw new BackupError('MANIFEST_INVALID', `the manifest names ${name} twice`);
    seen.add(name.toLowerCase());
  }
}
