import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  existsSync,
  writeSync,
} from 'node:fs';
import type { CallerSession } from '../engine';
import { PlsqlError, packageFrame } from '../plsql/plsql-error';
import { makeObject, type PlRecord, type PlValue } from '../plsql/values';
import type { BeforeRemove, DirectoryFiles, DirectoryPrivilege } from './directory-files';
import type { PackageBodies, Routine, RoutineCall } from './routine';

const mostOpenFiles = 50;
const largestBuffer = 32_767;
const blockBytes = 4096;

interface OpenFile {
  readonly descriptor: number;
  readonly mode: string;
  readonly lineBytes: number;
  position: number;
}

function fileError(code: number, ...parameters: string[]): PlsqlError {
  return PlsqlError.inPackage(code, parameters, [packageFrame('SYS.UTL_FILE', 536)]);
}

/** UTL_FILE: text and bytes in directory objects. Handles live as long as the session. */
export class UtlFile implements PackageBodies {
  readonly #sessions = new Map<number, Map<number, OpenFile>>();
  #lastId = 0;
  readonly routines: Readonly<Record<string, Routine>>;

  constructor(
    readonly files: DirectoryFiles,
    private readonly beforeRemove: BeforeRemove = () => undefined,
  ) {
    const routines: Readonly<Record<string, Routine>> = {
      FOPEN: (call) => this.#fopen(call),
      IS_OPEN: (call) => this.#find(call) !== undefined,
      FCLOSE: (call) => this.#fclose(call),
      FCLOSE_ALL: (call) => this.endSession(call.session),
      PUT: (call) => this.#put(call, ''),
      PUT_LINE: (call) => this.#put(call, '\n'),
      NEW_LINE: (call) => this.#writeBytes(call, Buffer.from('\n'.repeat(call.number('LINES') ?? 1))),
      PUT_RAW: (call) => this.#writeBytes(call, call.bytes('BUFFER') ?? Buffer.alloc(0)),
      GET_LINE: (call) => this.#getLine(call),
      GET_RAW: (call) => this.#getRaw(call),
      FFLUSH: (call) => {
        this.#opened(call);
      },
      FSEEK: (call) => this.#seek(call),
      FGETPOS: (call) => BigInt(this.#opened(call).position),
      FREMOVE: (call) => this.#remove(call),
      FRENAME: (call) => this.#rename(call),
      FGETATTR: (call) => this.#attributes(call),
    };
    this.routines = Object.fromEntries(
      Object.entries(routines).map(([name, routine]) => [`UTL_FILE.${name}`, routine]),
    );
  }

  endSession(session: CallerSession): void {
    for (const { descriptor } of this.#openOf(session).values()) closeSync(descriptor);
    this.#sessions.delete(session.sid);
  }

  #openOf(session: CallerSession): Map<number, OpenFile> {
    const known = this.#sessions.get(session.sid) ?? new Map<number, OpenFile>();
    this.#sessions.set(session.sid, known);
    return known;
  }

  #find(call: RoutineCall): OpenFile | undefined {
    const id = call.record('FILE').attributes.get('ID');
    return typeof id === 'bigint' ? this.#openOf(call.session).get(Number(id)) : undefined;
  }

  #opened(call: RoutineCall): OpenFile {
    const found = this.#find(call);
    if (found === undefined) throw fileError(29282);
    return found;
  }

  /** Opened for reading, or for writing. ORA-29283 for the other. */
  #openedFor(call: RoutineCall, direction: 'read' | 'write'): OpenFile {
    const file = this.#opened(call);
    if (file.mode.startsWith('r') !== (direction === 'read')) throw fileError(29283, this.#cause('invalid operation'));
    return file;
  }

  #cause(text: string): string {
    return this.files.database.settings.version === '12.2' ? '' : `: ${text} [29434]`;
  }

  #path(call: RoutineCall, location: string, filename: string, privilege: DirectoryPrivilege): string {
    const found = this.files.find(call.session.user, call.text(location), call.text(filename), privilege);
    switch (found.kind) {
      case 'file':
        return found.path;
      case 'no-directory':
        throw fileError(29280);
      case 'no-privilege':
        throw fileError(29289);
      case 'bad-name':
        throw fileError(29288);
    }
  }

  #fopen(call: RoutineCall): PlValue {
    const mode = call.text('OPEN_MODE')?.toLowerCase() ?? '';
    if (!/^[rwa]b?$/.test(mode)) throw fileError(29281);
    const lineBytes = call.number('MAX_LINESIZE') ?? 1024;
    if (lineBytes < 1 || lineBytes > largestBuffer) throw fileError(29287);
    const path = this.#path(call, 'LOCATION', 'FILENAME', mode.startsWith('r') ? 'READ' : 'WRITE');
    const open = this.#openOf(call.session);
    if (open.size >= mostOpenFiles) throw fileError(29283, this.#cause('too many open files'));
    this.#lastId += 1;
    open.set(this.#lastId, { descriptor: this.#openPath(path, mode), mode, lineBytes, position: 0 });
    const type = call.subprogram.returns;
    if (type === undefined) throw new Error('FOPEN without its record type');
    return makeObject(type, { ID: BigInt(this.#lastId), DATATYPE: 1n, BYTE_MODE: mode.endsWith('b') });
  }

  #openPath(path: string, mode: string): number {
    const flags: Readonly<Record<string, number>> = {
      r: constants.O_RDONLY,
      w: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
      a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
    };
    try {
      return openSync(path, (flags[mode.charAt(0)] ?? 0) | constants.O_NOFOLLOW, 0o640);
    } catch {
      throw fileError(29283, this.#cause('cannot open file'));
    }
  }

  #fclose(call: RoutineCall): void {
    const file = this.#opened(call);
    closeSync(file.descriptor);
    const record: PlRecord = call.record('FILE');
    this.#openOf(call.session).delete(Number(record.attributes.get('ID')));
    call.out.set('FILE', makeObject(record.type, {}));
  }

  #put(call: RoutineCall, end: string): void {
    const text = call.text('BUFFER') ?? '';
    const file = this.#openedFor(call, 'write');
    if (file.mode.endsWith('b')) throw fileError(29298);
    if (Buffer.byteLength(text) > file.lineBytes) throw fileError(29285);
    this.#writeBytes(call, Buffer.from(text + end));
  }

  #writeBytes(call: RoutineCall, bytes: Buffer): void {
    const file = this.#openedFor(call, 'write');
    try {
      writeSync(file.descriptor, bytes);
    } catch {
      throw fileError(29285);
    }
    file.position += bytes.length;
  }

  #getLine(call: RoutineCall): void {
    const file = this.#openedFor(call, 'read');
    const limit = Math.min(call.number('LEN') ?? file.lineBytes, largestBuffer);
    const buffer = readPiece(file, limit + 1);
    if (buffer.length === 0) throw fileError(1403);
    const end = buffer.indexOf(0x0a);
    const hasLen = call.number('LEN') !== null;
    if (end === -1 && buffer.length > limit && !hasLen) throw fileError(29284);
    const line = buffer.subarray(0, end === -1 ? limit : end);
    file.position += end === -1 ? line.length : end + 1;
    call.out.set('BUFFER', line.toString().replace(/\r$/, '') || null);
  }

  #getRaw(call: RoutineCall): void {
    const file = this.#openedFor(call, 'read');
    const piece = readPiece(file, Math.min(call.number('LEN') ?? largestBuffer, largestBuffer));
    if (piece.length === 0) throw fileError(1403);
    file.position += piece.length;
    call.out.set('BUFFER', piece);
  }

  #seek(call: RoutineCall): void {
    const file = this.#openedFor(call, 'read');
    const target = call.number('ABSOLUTE_OFFSET') ?? file.position + (call.number('RELATIVE_OFFSET') ?? 0);
    if (target < 0 || target > fstatSync(file.descriptor).size) throw fileError(29290);
    file.position = target;
    call.out.set('FILE', call.value('FILE'));
  }

  #remove(call: RoutineCall): void {
    const path = this.#path(call, 'LOCATION', 'FILENAME', 'WRITE');
    // FREMOVE of a file that is not there is an invalid operation, not a failed removal.
    if (!existsSync(path)) throw fileError(29283, this.#cause('file does not exist'));
    this.beforeRemove(path);
    try {
      rmSync(path);
    } catch {
      throw fileError(29291);
    }
  }

  #rename(call: RoutineCall): void {
    const from = this.#path(call, 'SRC_LOCATION', 'SRC_FILENAME', 'WRITE');
    const to = this.#path(call, 'DEST_LOCATION', 'DEST_FILENAME', 'WRITE');
    if (existsSync(to) && !call.flag('OVERWRITE')) throw fileError(29292);
    try {
      renameSync(from, to);
    } catch {
      throw fileError(29292);
    }
  }

  #attributes(call: RoutineCall): void {
    const path = this.#path(call, 'LOCATION', 'FILENAME', 'READ');
    const stat = statSync(path, { throwIfNoEntry: false });
    call.out.set('FEXISTS', stat?.isFile() === true);
    call.out.set('FILE_LENGTH', stat === undefined ? null : BigInt(stat.size));
    call.out.set('BLOCK_SIZE', stat === undefined ? null : BigInt(blockBytes));
  }
}

function readPiece(file: OpenFile, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(file.descriptor, buffer, 0, length, file.position));
}
