import type { SqlValue } from '../engine';
import { wireTypeOf } from './column-description';
import type { Cursor } from './cursors';
import type { MessageWriter } from './message-writer';
import { messages, wireTypes } from './protocol-codes';
import { writeCallEnd, writeRowHeader, type CallEnd } from './replies';
import { asServerError, serverError } from './server-errors';
import type { WireSession } from './wire-session';
import { writeRowid, writeValue, type WireType } from './wire-values';

const longTypes: ReadonlySet<number> = new Set([
  wireTypes.long,
  wireTypes.longRaw,
  wireTypes.longVarchar,
  wireTypes.longVarraw,
]);

/** Writes up to `count` rows and the end of the reply: 1403 once the rows are used up. */
export function writeRows(session: WireSession, cursor: Cursor, count: number, reply: MessageWriter): void {
  let error: CallEnd['error'];
  try {
    if (count > 0) error = pullRows(session, cursor, count, reply);
  } catch (thrown) {
    session.cursors.cancel(cursor.id);
    error = asServerError(thrown);
  }
  const { fetchedRows: rowCount, id: cursorId } = cursor;
  const end = { cursorId, rowCount, isInTransaction: session.isInTransaction };
  writeCallEnd(reply, session.dialect, error === undefined ? end : { ...end, error });
}

function pullRows(session: WireSession, cursor: Cursor, count: number, reply: MessageWriter): CallEnd['error'] {
  const types = cursor.columns.map((column, index) => cursor.defines?.[index] ?? wireTypeOf(column));
  writeRowHeader(reply);
  for (let written = 0; written < count; written++) {
    const next = cursor.rows?.next();
    if (next === undefined || next.done === true) return serverError(1403);
    reply.u8(messages.rowData);
    for (const [index, type] of types.entries()) writeColumnValue(session, type, next.value[index] ?? null, reply);
    cursor.fetchedRows += 1;
  }
  return undefined;
}

function writeColumnValue(session: WireSession, type: WireType, value: SqlValue, reply: MessageWriter): void {
  if (type.code === wireTypes.rowid) {
    writeRowid(reply, value);
    return;
  }
  writeValue(reply, type, value, session.lobs);
  if (longTypes.has(type.code)) reply.zeros(2); // null indicator, return code
}
