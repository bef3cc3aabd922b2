import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BackupError } from '../../errors';
import { DirectFile } from './direct-file';
import { isSystemError } from './system-error';

const unfinished = '.partial';

export interface TargetOptions {
  /** The names of the backup's files: they hold its id, so what is there under them is of the same backup. */
  readonly names: readonly string[];
  /** A further try of one restore: the one before it may have got as far as giving files their names. */
  readonly again: boolean;
}

export interface UnfinishedFile {
  readonly handle: FileHandle;
  readonly direct: DirectFile | undefined;
  /** What an earlier try had written, with gaps perhaps. */
  readonly presentBytes: number;
}

/**
 * The directory of a restore. Files are written under `<name>.partial`; they get their names together, when all of them
 * are whole and on the disk. What a restore of the same backup left unfinished, killed as it was, is gone on with: every
 * part of it is checked like one that was fetched.
 */
export class RestoreTarget {
  readonly #begun = new Set<string>();
  readonly #named = new Set<string>();

  private constructor(
    readonly path: string,
    private readonly created: boolean,
    private readonly again: boolean,
  ) {}

  /** @throws BackupError TARGET_NOT_EMPTY, TARGET_UNWRITABLE */
  static async prepare(to: string, { names, again }: TargetOptions): Promise<RestoreTarget> {
    const path = resolve(to);
    return inTarget(path, async () => {
      const created = (await mkdir(path, { recursive: true })) !== undefined;
      const present = await readdir(path);
      const ours = new Set([...names.map((name) => name + unfinished), ...(again ? names : [])]);
      const others = present.filter((name) => !ours.has(name));
      if (others.length > 0) throw notEmpty(path, others);
      const target = new RestoreTarget(path, created, again);
      for (const name of names.filter((each) => present.includes(each))) await target.#unname(name);
      for (const name of names) if (present.includes(name + unfinished)) target.#begun.add(name);
      return target;
    });
  }

  /** Opens a file under its unfinished name, with what is there of it. @throws BackupError TARGET_UNWRITABLE */
  async open(name: string, sizeBytes: number): Promise<UnfinishedFile> {
    this.#begun.add(name);
    return inTarget(this.path, async () => {
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
      const path = this.pathOf(name) + unfinished;
      const handle = await open(path, flags, 0o600);
      const { size: presentBytes } = await handle.stat();
      if (presentBytes > sizeBytes) await handle.truncate(sizeBytes);
      return { handle, direct: await DirectFile.open(path), presentBytes };
    });
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** All files are whole: they get their names. @throws BackupError TARGET_UNWRITABLE */
  async finish(): Promise<void> {
    await inTarget(this.path, async () => {
      for (const name of this.#begun) await this.#name(name);
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
    for (const name of this.#begun) await rm(this.pathOf(name) + unfinished, { force: true });
    for (const name of this.#named) await rm(this.pathOf(name), { force: true });
    if (this.created) await rmdir(this.path).catch(() => undefined);
  }

  async #name(name: string): Promise<void> {
    try {
      await rename(this.pathOf(name) + unfinished, this.pathOf(name));
      this.#named.add(name);
    } catch (error) {
      // The try before this one was only thought dead, and has just come to its end with the same bytes.
      if (!this.again || !isSystemError(error) || error.code !== 'ENOENT') throw error;
      await access(this.pathOf(name));
    }
  }

  /** A name says that a file is whole; until that has been looked at again it does not have it. */
  async #unname(name: string): Promise<void> {
    await rename(this.pathOf(name), this.pathOf(name) + unfinished);
    this.#begun.add(name);
  }
}

function notEmpty(path: string, present: readonly string[]): BackupError {
  const some = present.slice(0, 3).join(', ');
  const more = present.length > 3 ? ` and ${present.length - 3} more` : '';
  const leftover = present.every((name) => name.endsWith(unfinished)) ? ', left by a restore of another backup' : '';
  return new BackupError('TARGET_NOT_EMPTY', `${path} is not empty: it has ${some}${more}${leftover}`);
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
