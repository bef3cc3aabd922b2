import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../engine';

/** Told of a file that is about to be removed from a directory object. */
export type BeforeRemove = (path: string) => void;

export type DirectoryPrivilege = 'READ' | 'WRITE';

export type FoundFile =
  | { readonly kind: 'file'; readonly path: string }
  /** The directory object does not exist, or the user holds nothing on it: the two look the same from outside. */
  | { readonly kind: 'no-directory' }
  | { readonly kind: 'no-privilege' }
  /** Not a plain name: a path, `..`, or a symbolic link. */
  | { readonly kind: 'bad-name' };

/** Files as sessions see them: by directory object and plain name, with the privilege checked. */
export class DirectoryFiles {
  constructor(readonly database: Database) {}

  /** The path that a directory object and a file name mean. The file need not exist. */
  find(user: string, directory: string | null, filename: string | null, privilege: DirectoryPrivilege): FoundFile {
    const found = directory === null ? undefined : this.database.directories.find(directory);
    if (found === undefined) return { kind: 'no-directory' };
    if (!this.may(user, privilege, found.name)) {
      return {
        kind:
          this.may(user, 'READ', found.name) || this.may(user, 'WRITE', found.name) ? 'no-privilege' : 'no-directory',
      };
    }
    if (filename === null || !isPlainName(filename)) return { kind: 'bad-name' };
    const full = path.join(found.path, filename);
    return isSymbolicLink(full) ? { kind: 'bad-name' } : { kind: 'file', path: full };
  }

  may(user: string, privilege: DirectoryPrivilege, directory: string): boolean {
    return this.database.users.hasObjectPrivilege(user, privilege, 'SYS', directory);
  }
}

/** A name without any part of a path. */
export function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}

function isSymbolicLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
