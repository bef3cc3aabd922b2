import { PlsqlError, packageFrame } from '../plsql/plsql-error';
import { OracleServerError, type BfileLocator } from '../engine';
import type { PlValue } from '../plsql/values';
import type { BfileSessions } from './bfile-sessions';
import type { Routine, RoutineCall } from './routine';

const largestBuffer = 32_767;
const lobMaxSize = 18_446_744_073_709_551_615n;

/** DBMS_LOB over BFILEs, and over BLOBs and CLOBs that live in variables. */
export function lobRoutines(bfiles: BfileSessions): Readonly<Record<string, Routine>> {
  const file = (
    routine: (call: RoutineCall, locator: BfileLocator) => PlValue | void | Promise<PlValue | void>,
  ): Routine => inPackage((call) => routine(call, locatorOf(call)));
  const open = file((call, locator) => {
    bfiles.of(call.session).open(locator);
    call.out.set('FILE_LOC', locator);
  });
  const close = file((call, locator) => {
    bfiles.of(call.session).close(locator);
    call.out.set('FILE_LOC', locator);
  });
  const routines: Readonly<Record<string, Routine>> = {
    OPEN: (call) => (isFile(call, 'FILE_LOC') ? open(call) : keepLob(call)),
    CLOSE: (call) => (isFile(call, 'FILE_LOC') ? close(call) : keepLob(call)),
    FILEOPEN: open,
    FILECLOSE: close,
    FILECLOSEALL: (call) => {
      bfiles.of(call.session).closeAll();
    },
    ISOPEN: (call) => (isFile(call, 'FILE_LOC') && bfiles.of(call.session).isOpen(locatorOf(call)) ? 1n : 0n),
    FILEISOPEN: file((call, locator) => (bfiles.of(call.session).isOpen(locator) ? 1n : 0n)),
    FILEEXISTS: file((call, locator) => (bfiles.of(call.session).exists(locator) ? 1n : 0n)),
    FILEGETNAME: file((call, locator) => {
      call.out.set('DIR_ALIAS', locator.directory);
      call.out.set('FILENAME', locator.filename);
    }),
    GETLENGTH: inPackage((call) => {
      if (isFile(call, 'FILE_LOC'))
        return isNull(call, 'FILE_LOC') ? null : BigInt(bfiles.of(call.session).length(locatorOf(call)));
      return lengthOf(call.value('LOB_LOC'));
    }),
    READ: inPackage((call) => read(bfiles, call)),
    SUBSTR: inPackage((call) => substring(bfiles, call)),
    CREATETEMPORARY: keepLob,
    FREETEMPORARY: (call) => {
      call.out.set('LOB_LOC', null);
    },
    ISTEMPORARY: () => 1n,
    APPEND: (call) => {
      call.out.set('DEST_LOB', joined(call.value('DEST_LOB'), call.value('SRC_LOB')));
    },
    WRITEAPPEND: inPackage(writeAppend),
    LOADBLOBFROMFILE: inPackage((call) => loadBlob(bfiles, call)),
  };
  return Object.fromEntries(Object.entries(routines).map(([name, routine]) => [`DBMS_LOB.${name}`, routine]));
}

/** Errors carry the package's own line below them. */
function inPackage(routine: Routine): Routine {
  return async (call) => {
    try {
      return await routine(call);
    } catch (error) {
      if (!(error instanceof OracleServerError)) throw error;
      const raised = new PlsqlError(error.code, error.message);
      raised.frames.push(packageFrame('SYS.DBMS_LOB', 1014));
      throw raised;
    }
  };
}

function isFile(call: RoutineCall, name: string): boolean {
  return call.subprogram.parameters.some((parameter) => parameter.name === name);
}

function isNull(call: RoutineCall, name: string): boolean {
  return call.value(name) === null;
}

function keepLob(call: RoutineCall): void {
  call.out.set('LOB_LOC', call.value('LOB_LOC'));
}

/** The BFILE argument, whatever the overload calls it. */
function locatorOf(call: RoutineCall): BfileLocator {
  const value = call.value('FILE_LOC');
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw PlsqlError.of(22275);
  return value;
}

function lengthOf(value: PlValue): PlValue {
  if (value === null) return null;
  return BigInt(Buffer.isBuffer(value) || typeof value === 'string' ? value.length : 0);
}

/** An amount or an offset: 1 or more. */
function positive(call: RoutineCall, name: string): number {
  const value = call.number(name);
  if (value === null || value < 1) throw PlsqlError.of(21560, name);
  return value;
}

/** READ: `amount` becomes what was read; past the end it is NO_DATA_FOUND. */
async function read(bfiles: BfileSessions, call: RoutineCall): Promise<void> {
  const [amount, offset] = [positive(call, 'AMOUNT'), positive(call, 'OFFSET')];
  if (amount > largestBuffer) throw PlsqlError.of(21560, 'AMOUNT');
  const piece = isFile(call, 'FILE_LOC')
    ? await bfiles.of(call.session).read(locatorOf(call), offset, amount)
    : slice(call.value('LOB_LOC'), offset, amount);
  if (piece === null || piece.length === 0) throw PlsqlError.of(1403);
  call.out.set('AMOUNT', BigInt(piece.length));
  call.out.set('BUFFER', piece);
}

function slice(lob: PlValue, offset: number, amount: number): Buffer | string | null {
  if (Buffer.isBuffer(lob)) return lob.subarray(offset - 1, offset - 1 + amount);
  return typeof lob === 'string' ? lob.slice(offset - 1, offset - 1 + amount) : null;
}

/** SUBSTR: NULL where READ would raise. */
function substring(bfiles: BfileSessions, call: RoutineCall): PlValue {
  const [amount, offset] = [call.number('AMOUNT') ?? 0, call.number('OFFSET') ?? 0];
  if (amount < 1 || amount > largestBuffer || offset < 1) return null;
  if (isFile(call, 'FILE_LOC')) return bfiles.of(call.session).readNow(locatorOf(call), offset, amount);
  const piece = slice(call.value('LOB_LOC'), offset, amount);
  return piece === null || piece.length === 0 ? null : piece;
}

function joined(left: PlValue, right: PlValue): PlValue {
  if (Buffer.isBuffer(left) || Buffer.isBuffer(right)) {
    return Buffer.concat([left, right].filter((part) => Buffer.isBuffer(part)));
  }
  return [left, right].filter((part) => typeof part === 'string').join('') || null;
}

function writeAppend(call: RoutineCall): void {
  const amount = positive(call, 'AMOUNT');
  const buffer = call.value('BUFFER');
  const piece = Buffer.isBuffer(buffer) || typeof buffer === 'string' ? buffer : '';
  if (amount > piece.length) throw PlsqlError.of(21560, 'AMOUNT');
  call.out.set('LOB_LOC', joined(call.value('LOB_LOC'), slice(piece, 1, amount)));
}

/** The file's bytes into the BLOB; both offsets end up behind the last byte. */
async function loadBlob(bfiles: BfileSessions, call: RoutineCall): Promise<void> {
  const source = call.value('SRC_BFILE');
  if (typeof source !== 'object' || source === null || !('kind' in source)) throw PlsqlError.of(22275);
  const files = bfiles.of(call.session);
  const [to, from] = [positive(call, 'DEST_OFFSET'), positive(call, 'SRC_OFFSET')];
  const rest = files.length(source) - (from - 1);
  const amount = call.value('AMOUNT') === lobMaxSize ? rest : positive(call, 'AMOUNT');
  if (rest < 0) throw new PlsqlError(22994, 'ORA-22994: source offset is beyond the end of the source LOB');
  if (amount > rest) throw PlsqlError.of(22993);
  const piece = amount === 0 ? Buffer.alloc(0) : ((await files.read(source, from, amount)) ?? Buffer.alloc(0));
  const old = call.value('DEST_LOB');
  const before = Buffer.isBuffer(old) ? old : Buffer.alloc(0);
  const gap = Buffer.alloc(Math.max(0, to - 1 - before.length));
  const after = before.subarray(to - 1 + piece.length);
  call.out.set('DEST_LOB', Buffer.concat([before.subarray(0, to - 1), gap, piece, after]));
  call.out.set('DEST_OFFSET', BigInt(to + piece.length));
  call.out.set('SRC_OFFSET', BigInt(from + piece.length));
}
