import { OracleServerError, type SqlType, type SqlValue } from '../engine';
import { decodeBfileLocator, encodeBfileLocator } from './bfile-locator';
import { decodeBinaryFloat, encodeBinaryDouble, encodeBinaryFloat } from './binary-float-encoding';
import { decodeDate, encodeDate, encodeTimestamp, encodeTimestampInUtc } from './date-encoding';
import type { LobStore } from './lob-store';
import type { MessageReader } from './message-reader';
import type { MessageWriter } from './message-writer';
import { decodeNumber, encodeNumber } from './number-encoding';
import { ncharForm, wireTypes } from './protocol-codes';
import { parseRowid } from './rowid-encoding';

/** How one value is encoded. */
export interface WireType {
  readonly code: number;
  /** 1 for text, 2 for NCHAR text, 0 elsewhere. */
  readonly charsetForm: number;
  /** A LOB's length and chunk size stand before its locator. */
  readonly hasLobPrefetch: boolean;
}

const sqlTypes = new Map<number, SqlType>([
  [wireTypes.varchar, 'VARCHAR2'],
  [wireTypes.long, 'VARCHAR2'],
  [wireTypes.longVarchar, 'VARCHAR2'],
  [wireTypes.char, 'CHAR'],
  [wireTypes.number, 'NUMBER'],
  [wireTypes.binaryInteger, 'NUMBER'],
  [wireTypes.varnum, 'NUMBER'],
  [wireTypes.rowid, 'ROWID'],
  [wireTypes.date, 'DATE'],
  [wireTypes.raw, 'RAW'],
  [wireTypes.longRaw, 'RAW'],
  [wireTypes.longVarraw, 'RAW'],
  [wireTypes.binaryFloat, 'BINARY_DOUBLE'],
  [wireTypes.binaryDouble, 'BINARY_DOUBLE'],
  [wireTypes.clob, 'CLOB'],
  [wireTypes.blob, 'BLOB'],
  [wireTypes.bfile, 'BFILE'],
  [wireTypes.timestamp, 'TIMESTAMP'],
  [wireTypes.timestampTz, 'TIMESTAMP'],
  [wireTypes.timestampLtz, 'TIMESTAMP'],
]);

/** The SQL type of a bind. Throws ORA-03115 for types that this server does not know (objects, cursors, JSON, …). */
export function sqlTypeOf(code: number): SqlType {
  const type = sqlTypes.get(code);
  if (type === undefined) throw unsupportedType();
  return type;
}

/** Reads the value of a bind. Throws ORA-03115, ORA-22275. */
export function readValue(message: MessageReader, type: WireType, lobs: LobStore): SqlValue {
  const sqlType = sqlTypeOf(type.code);
  if (sqlType === 'CLOB' || sqlType === 'BLOB' || sqlType === 'BFILE') {
    const locator = message.sizedClr();
    if (locator === null) return null;
    return sqlType === 'BFILE' ? decodeBfileLocator(locator) : lobs.content(locator);
  }
  const bytes = message.clr();
  if (bytes === null) return null;
  if (sqlType === 'NUMBER') return decodeNumber(bytes);
  if (sqlType === 'DATE' || sqlType === 'TIMESTAMP') return decodeDate(bytes);
  if (sqlType === 'BINARY_DOUBLE') return String(decodeBinaryFloat(bytes));
  if (sqlType === 'RAW') return Buffer.from(bytes);
  return type.charsetForm === ncharForm ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf8');
}

/** Writes a value of an OUT bind or a column. Throws ORA-03115, ORA-01410, and what the encodings throw. */
export function writeValue(reply: MessageWriter, type: WireType, value: SqlValue, lobs: LobStore): void {
  if (value === null || value === '') {
    reply.u8(0);
  } else if (typeof value === 'string') {
    writeText(reply, type, value, lobs);
  } else if (Buffer.isBuffer(value)) {
    writeBytes(reply, type, value, lobs);
  } else {
    if (type.code !== wireTypes.bfile) throw unsupportedType();
    const locator = encodeBfileLocator(value);
    reply.ub(locator.length).clr(locator);
  }
}

function writeText(reply: MessageWriter, type: WireType, value: string, lobs: LobStore): void {
  switch (type.code) {
    case wireTypes.varchar:
    case wireTypes.char:
    case wireTypes.long:
    case wireTypes.longVarchar:
      if (type.charsetForm === ncharForm) reply.clr(Buffer.from(value, 'utf16le').swap16());
      else reply.clrText(value);
      return;
    case wireTypes.number:
    case wireTypes.binaryInteger:
    case wireTypes.varnum:
      reply.clr(encodeNumber(value));
      return;
    case wireTypes.date:
      reply.clr(encodeDate(value));
      return;
    case wireTypes.timestamp:
    case wireTypes.timestampLtz:
      reply.clr(encodeTimestamp(value));
      return;
    case wireTypes.timestampTz:
      reply.clr(encodeTimestampInUtc(value));
      return;
    case wireTypes.binaryDouble:
      reply.clr(encodeBinaryDouble(Number(value)));
      return;
    case wireTypes.binaryFloat:
      reply.clr(encodeBinaryFloat(Number(value)));
      return;
    case wireTypes.clob:
      writeLob(reply, type, value, value.length, lobs);
      return;
    case wireTypes.raw:
    case wireTypes.longRaw:
    case wireTypes.longVarraw:
      reply.clr(Buffer.from(value, 'hex'));
      return;
    default:
      throw unsupportedType();
  }
}

function writeBytes(reply: MessageWriter, type: WireType, value: Buffer, lobs: LobStore): void {
  if (sqlTypeOf(type.code) === 'RAW') reply.clr(value);
  else if (type.code === wireTypes.blob) writeLob(reply, type, value, value.length, lobs);
  else if (type.code === wireTypes.varchar) reply.clrText(value.toString('hex').toUpperCase());
  else throw unsupportedType();
}

const lobChunkBytes = 8060;

function writeLob(
  reply: MessageWriter,
  type: WireType,
  content: string | Buffer,
  length: number,
  lobs: LobStore,
): void {
  const locator = lobs.add(content);
  reply.ub(locator.length);
  if (type.hasLobPrefetch) reply.ub(length).ub(lobChunkBytes);
  reply.clr(locator);
}

/** A ROWID column of a row (a ROWID bind is text). Throws ORA-01410 if the text is no physical ROWID. */
export function writeRowid(reply: MessageWriter, value: SqlValue): void {
  if (value === null || value === '') {
    reply.u8(0);
    return;
  }
  const parts = typeof value === 'string' ? parseRowid(value) : undefined;
  if (parts === undefined) throw new OracleServerError(1410, 'ORA-01410: invalid ROWID');
  reply.u8(1).ub(parts.object).ub(parts.file).u8(0).ub(parts.block).ub(parts.row);
}

function unsupportedType(): OracleServerError {
  return new OracleServerError(3115, 'ORA-03115: unsupported network datatype or representation');
}
