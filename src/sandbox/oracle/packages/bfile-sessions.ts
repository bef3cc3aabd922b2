import { constants, readSync, statSync } from 'node:fs';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { errorLine } from '../catalogue/messages';
import { type BfileAccess, type BfileLocator, type CallerSession, OracleServerError } from '../engine';
import type { Faults } from '../faults';
import type { DirectoryFiles } from './directory-files';

/** SESSION_MAX_OPEN_FILES. */
const mostOpenFiles = 10;

function lobError(code: number, ...parameters: string[]): OracleServerError {
  return new OracleServerError(code, errorLine(code, parameters));
}

/** The BFILEs that sessions have open, for DBMS_LOB and for the wire's LOB calls alike. */
export class BfileSessions {
  readonly #open = new Map<number, SessionBfiles>();

  constructor(
    readonly files: DirectoryFiles,
    readonly faults: Faults,
  ) {}

  of(session: CallerSession): SessionBfiles {
    const known = this.#open.get(session.sid);
    if (known !== undefined) return known;
    const made = new SessionBfiles(session, this.files, this.faults);
    this.#open.set(session.sid, made);
    return made;
  }

  endSession(session: CallerSession): void {
    this.#open.get(session.sid)?.closeAll();
    this.#open.delete(session.sid);
  }
}

/** One session's BFILEs. Errors are those of DBMS_LOB, with the names of its operations. */
export class SessionBfiles implements BfileAccess {
  /** File descriptors by directory and file name. */
  readonly #descriptors = new Map<string, number>();

  constructor(
    readonly session: CallerSession,
    readonly files: DirectoryFiles,
    readonly faults: Faults,
  ) {}

  isOpen(locator: BfileLocator): boolean {
    return this.#descriptors.has(keyOf(locator));
  }

  open(locator: BfileLocator): void {
    if (this.isOpen(locator)) return;
    if (this.#descriptors.size >= mostOpenFiles) throw lobError(22290);
    const path = this.#path(locator, 'FILEOPEN');
    try {
      this.#descriptors.set(keyOf(locator), openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
    } catch (error) {
      throw lobError(22288, 'FILEOPEN', systemText(error));
    }
  }

  close(locator: BfileLocator): void {
    const descriptor = this.#descriptors.get(keyOf(locator));
    if (descriptor === undefined) throw lobError(22289, 'FILECLOSE');
    this.#descriptors.delete(keyOf(locator));
    closeSync(descriptor);
  }

  closeAll(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  exists(locator: BfileLocator): boolean {
    const stat = statSync(this.#path(locator, 'FILEEXISTS'), { throwIfNoEntry: false });
    return stat?.isFile() === true;
  }

  length(locator: BfileLocator): number {
    const descriptor = this.#descriptors.get(keyOf(locator));
    const path = this.#path(locator, 'GETLENGTH');
    try {
      return descriptor === undefined ? statSync(path).size : fstatSync(descriptor).size;
    } catch (error) {
      throw lobError(22288, 'GETLENGTH', systemText(error));
    }
  }

  async read(locator: BfileLocator, offset: number, amount: number): Promise<Buffer | null> {
    const slow = this.faults.peek('slow-reads');
    if (slow !== undefined) await setTimeout(slow.delayMs);
    return this.readNow(locator, offset, amount);
  }

  /** Without the delay that a fault asks for. */
  readNow(locator: BfileLocator, offset: number, amount: number): Buffer | null {
    const descriptor = this.#descriptors.get(keyOf(locator));
    if (descriptor === undefined) throw lobError(22289, 'FILEREAD');
    if (amount <= 0 || offset <= 0) throw lobError(24801);
    const left = fstatSync(descriptor).size - (offset - 1);
    if (left <= 0) return null;
    const buffer = Buffer.allocUnsafe(Math.min(amount, left));
    const length = readSync(descriptor, buffer, 0, buffer.length, offset - 1);
    return length === 0 ? null : buffer.subarray(0, length);
  }

  #path(locator: BfileLocator, operation: string): string {
    const found = this.files.find(this.session.user, locator.directory, locator.filename, 'READ');
    switch (found.kind) {
      case 'file':
        return found.path;
      case 'no-directory':
        throw lobError(22285, operation);
      case 'no-privilege':
        throw lobError(22286, operation);
      case 'bad-name':
        throw lobError(22288, operation, 'No such file or directory');
    }
  }
}

function keyOf({ directory, filename }: BfileLocator): string {
  return `${directory}\0${filename}`;
}

function systemText(error: unknown): string {
  const texts: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory',
    EACCES: 'Permission denied',
    EISDIR: 'Is a directory',
  };
  return texts[(error as NodeJS.ErrnoException).code ?? ''] ?? 'Input/output error';
}
