import type { ColumnInfo, OracleServerError } from '../engine';
import { writeColumn } from './column-description';
import { fieldVersions, type Dialect } from './dialect';
import type { MessageWriter } from './message-writer';
import { messages, transactionInProgress } from './protocol-codes';

const endOfCall = 0x01;
const directionBytes = { in: 32, out: 16, inout: 48 } as const;

function callStatus(isInTransaction: boolean): number {
  return isInTransaction ? endOfCall | transactionInProgress : endOfCall;
}

/** STATUS: the end of a reply that has nothing to tell. */
export function writeStatus(reply: MessageWriter, isInTransaction: boolean): void {
  reply.u8(messages.status).ub(callStatus(isInTransaction)).ub(0);
}

/** The end of a statement's reply. */
export interface CallEnd {
  readonly cursorId: number;
  readonly rowCount: number;
  readonly isInTransaction: boolean;
  /** ORA-01403 is no failure: a query's rows are used up. */
  readonly error?: OracleServerError;
}

/** ERROR: ends the reply of every statement, whether it failed or not. */
export function writeCallEnd(reply: MessageWriter, dialect: Dialect, end: CallEnd): void {
  const code = end.error?.code ?? 0;
  reply.u8(messages.error).ub(callStatus(end.isInTransaction)).zeros(1).ub(end.rowCount);
  reply
    .ub(code > 0xffff ? 0 : code)
    .zeros(2)
    .ub(end.cursorId)
    .ub(Math.min(end.error?.position ?? 0, 0x7fff));
  reply.zeros(6); // statement type, fatal, flags, cursor options, UPI parameter, warnings
  reply.zeros(5); // ROWID
  reply.zeros(2).u8(reply.callNumber).zeros(2); // OS error, statement; padding, successful iterations
  reply.zeros(4); // logical ROWID; codes, offsets and texts of batch errors
  reply.ub(code).ub(end.rowCount);
  if (dialect.fieldVersion >= fieldVersions.v20_1) reply.zeros(2); // statement type, checksum
  if (end.error !== undefined) reply.clrText(`${end.error.message}\n`);
}

/** DESCRIBE: the columns of a query. */
export function writeDescribe(reply: MessageWriter, columns: readonly ColumnInfo[], dialect: Dialect): void {
  reply.u8(messages.describe).u8(0).ub(100).ub(columns.length);
  if (columns.length > 0) reply.u8(0);
  for (const [index, column] of columns.entries()) writeColumn(reply, column, index + 1, dialect);
  reply.zeros(6); // date, flags and sizes
}

/** ROW_HEADER: rows follow. */
export function writeRowHeader(reply: MessageWriter): void {
  reply.u8(messages.rowHeader).u8(0).zeros(6);
}

/** IO_VECTOR: the directions of a block's binds. */
export function writeIoVector(reply: MessageWriter, directions: readonly (keyof typeof directionBytes)[]): void {
  const count = directions.length;
  reply
    .u8(messages.ioVector)
    .u8(0)
    .ub(count % 256)
    .ub(Math.trunc(count / 256))
    .zeros(4);
  for (const direction of directions) reply.u8(directionBytes[direction]);
}

/** PARAMETER after an execute: some clients learn the cursor from it. Row counts only if the client asked for them. */
export function writeReturnParameters(reply: MessageWriter, cursorId: number, rowCounts?: readonly number[]): void {
  reply.u8(messages.parameter).ub(6).zeros(2).ub(cursorId).zeros(3);
  reply.zeros(3); // transaction, key/value pairs, registration
  if (rowCounts === undefined) return;
  reply.ub(rowCounts.length);
  for (const count of rowCounts) reply.ub(count);
}
