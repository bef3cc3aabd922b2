import { isDeepStrictEqual } from 'node:util';
import type { BindValue, ExecuteReply } from '../engine';
import { needsDefine } from './column-description';
import type { Cursor } from './cursors';
import type { ExecuteRequest } from './execute-request';
import type { MessageWriter } from './message-writer';
import { functions, messages } from './protocol-codes';
import { writeCallEnd, writeDescribe, writeIoVector, writeReturnParameters } from './replies';
import { writeRows } from './row-reply';
import { asServerError, serverError } from './server-errors';
import { writeValue } from './wire-values';
import type { WireSession } from './wire-session';

/** Runs a statement and writes the whole reply, an error's too: rows that came before it are kept. */
export async function executeStatement(
  session: WireSession,
  request: ExecuteRequest,
  reply: MessageWriter,
  signal: AbortSignal,
): Promise<void> {
  const isNew = request.cursorId === 0;
  const cursor = cursorFor(session, request);
  try {
    if (request.binds !== undefined) cursor.binds = request.binds;
    if (request.defines !== undefined) cursor.defines = request.defines;
    const rowCount = await runOrDescribe({ session, request, cursor, reply, signal });
    if (request.commits) session.commit();
    if (rowCount !== undefined) writeCallEnd(reply, session.dialect, { ...endOf(session, cursor), rowCount });
  } catch (error) {
    const cursorId = isNew ? 0 : cursor.id;
    if (isNew) session.cursors.close(cursor.id);
    writeCallEnd(reply, session.dialect, { ...endOf(session, cursor), cursorId, error: asServerError(error) });
  }
}

/** Function 5: more rows of a query. */
export function fetchRows(session: WireSession, cursorId: number, count: number, reply: MessageWriter): void {
  const cursor = session.cursors.find(cursorId);
  if (cursor.rows === undefined) throw serverError(1002);
  writeRows(session, cursor, count, reply);
}

interface Run {
  readonly session: WireSession;
  readonly request: ExecuteRequest;
  readonly cursor: Cursor;
  readonly reply: MessageWriter;
  readonly signal: AbortSignal;
}

function cursorFor(session: WireSession, request: ExecuteRequest): Cursor {
  if (request.sql === undefined) return session.cursors.find(request.cursorId);
  // DDL is sent with its text each time, under the number that it got the first time.
  if (request.cursorId !== 0) session.cursors.close(request.cursorId);
  return session.cursors.open(request.sql);
}

function endOf(session: WireSession, cursor: Cursor) {
  return { cursorId: cursor.id, rowCount: cursor.fetchedRows, isInTransaction: session.isInTransaction };
}

/** The row count to report; undefined if the end of the reply is written already, as behind rows. */
async function runOrDescribe(run: Run): Promise<number | undefined> {
  const { session, request, cursor, reply } = run;
  if (request.executes) return runIterations(run);
  if (request.defines !== undefined || cursor.rows !== undefined) {
    if (cursor.rows === undefined) throw serverError(1002);
    writeRows(session, cursor, request.fetchRows, reply);
    return undefined;
  }
  // Only parsed: the engine can tell a query's columns by running it, and nothing else is worth running for that.
  if (cursor.kind !== 'query') return 0;
  const described = await run.session.engine.execute(cursor.sql, [], run.signal);
  if (described.kind !== 'rows') return 0;
  described.rows.return?.();
  writeDescribe(reply, described.columns, session.dialect);
  return 0;
}

async function runIterations(run: Run): Promise<number | undefined> {
  const { session, request, cursor, reply } = run;
  const rowCounts: number[] = [];
  for (const [index, binds] of request.iterations.entries()) {
    const result = await runOnce(run, binds);
    if (result.kind === 'rows') {
      openQuery(run, result);
      writeReturnParameters(reply, cursor.id);
      // LOB columns wait for the client's defines, as on a real server.
      const isWaiting = cursor.defines === undefined && cursor.columns.some(needsDefine);
      writeRows(session, cursor, isWaiting ? 0 : request.fetchRows, reply);
      return undefined;
    }
    if (result.kind === 'block') writeOutValues(run, result, index === 0);
    else rowCounts.push(result.rowCount);
  }
  writeReturnParameters(reply, cursor.id, request.wantsRowCounts ? rowCounts : undefined);
  return rowCounts.reduce((sum, count) => sum + count, 0);
}

async function runOnce({ session, cursor, signal }: Run, binds: readonly BindValue[]): Promise<ExecuteReply> {
  session.cursors.cancel(cursor.id);
  cursor.fetchedRows = 0;
  const result = await session.engine.execute(cursor.sql, binds, signal);
  if (result.kind === 'block' || (result.kind === 'done' && cursor.kind === 'dml')) session.isInTransaction = true;
  else if (result.kind === 'done') session.isInTransaction = false; // DDL, COMMIT, ROLLBACK
  return result;
}

function openQuery({ session, request, cursor, reply }: Run, result: Extract<ExecuteReply, { kind: 'rows' }>): void {
  // Binds of other types can change a column's type; otherwise the client knows the columns from the first run.
  const isKnown = request.sql === undefined && isDeepStrictEqual(cursor.columns, result.columns);
  cursor.columns = result.columns;
  cursor.rows = result.rows;
  if (isKnown) return;
  cursor.defines = undefined;
  writeDescribe(reply, result.columns, session.dialect);
}

function writeOutValues(run: Run, result: Extract<ExecuteReply, { kind: 'block' }>, isFirst: boolean): void {
  const { session, request, cursor, reply } = run;
  cursor.directions = result.directions;
  const outBinds = cursor.binds.filter((_, index) => (result.directions[index] ?? 'in') !== 'in');
  if (isFirst && request.function === functions.execute && result.directions.length > 0) {
    writeIoVector(reply, result.directions);
  }
  if (outBinds.length === 0) return;
  reply.u8(messages.rowData);
  for (const [index, bind] of outBinds.entries()) {
    writeValue(reply, bind, result.outValues[index] ?? null, session.lobs);
    reply.ub(0); // bytes that were cut off
  }
}
