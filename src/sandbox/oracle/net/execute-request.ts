import type { BindValue, SqlValue } from '../engine';
import { readMetadata, type BindMetadata } from './bind-metadata';
import type { Cursor, Cursors } from './cursors';
import { fieldVersions, type Dialect } from './dialect';
import type { LobStore } from './lob-store';
import { MalformedMessage, type MessageReader } from './message-reader';
import { executeFlags, executeOptions, functions, maxStringSize, messages } from './protocol-codes';
import { serverError } from './server-errors';
import { returnsInto, statementKind } from './statement-kind';
import { readValue, sqlTypeOf } from './wire-values';

/** What functions 94, 4 and 78 ask for. */
export interface ExecuteRequest {
  readonly function: number;
  readonly cursorId: number;
  /** Only when the statement is new to the server (or DDL). */
  readonly sql: string | undefined;
  readonly executes: boolean;
  readonly commits: boolean;
  readonly wantsRowCounts: boolean;
  /** Rows of a query to send along, whether the FETCH option is set (as drivers of Oracle do) or not (go-ora). */
  readonly fetchRows: number;
  /** Undefined: as they were declared before. */
  readonly binds: readonly BindMetadata[] | undefined;
  readonly defines: readonly BindMetadata[] | undefined;
  /** One entry an iteration, at least one. */
  readonly iterations: readonly (readonly BindValue[])[];
}

/** What reading binds needs to know of the session. */
export interface BindContext {
  readonly dialect: Dialect;
  readonly cursors: Cursors;
  readonly lobs: LobStore;
}

/** Reads function 94 behind its header. Throws ORA-03115 and ORA-03001 for what this server cannot take. */
export function readExecute(message: MessageReader, context: BindContext): ExecuteRequest {
  const options = message.ub();
  const cursorId = message.ub();
  const hasSql = message.u8() !== 0;
  const sqlLength = message.ub();
  message.u8();
  const vectorLength = message.ub();
  message.bytes(2);
  message.ub(); // prefetch buffer
  const fetchRows = message.ub();
  message.ub(); // longest LONG
  message.u8();
  const bindCount = message.ub();
  message.bytes(5);
  message.u8();
  const defineCount = message.ub();
  skipOptionalFields(message, context.dialect);
  const sql = hasSql ? message.text(sqlLength, context.dialect.textsHaveLengths) : undefined;
  const vector = Array.from({ length: vectorLength }, () => message.ub());
  const defines = readMetadata(message, defineCount, context.dialect);
  const binds = readMetadata(message, bindCount, context.dialect);
  if ((options & executeOptions.batchErrors) !== 0) throw serverError(3001, 'batch errors');
  const executes = (options & executeOptions.execute) !== 0;
  const known = sql === undefined ? context.cursors.find(cursorId) : undefined;
  const isBlock = (sql === undefined ? known?.kind : statementKind(sql)) === 'block';
  // JDBC does not repeat the declarations of binds, only their values.
  const declared = known !== undefined && executes && bindCount === 0 ? known.binds : binds;
  if (sql !== undefined && returnsInto(sql)) throw serverError(3001, 'RETURNING INTO');
  const iterationCount = declared.length === 0 || vector[7] === 1 ? 1 : Math.max(1, vector[1] ?? 1);
  return {
    function: functions.execute,
    cursorId,
    sql,
    executes,
    commits: (options & executeOptions.commit) !== 0,
    wantsRowCounts: ((vector[9] ?? 0) & executeFlags.dmlRowCounts) !== 0,
    fetchRows,
    binds: bindCount > 0 ? binds : undefined,
    defines: defineCount > 0 ? defines : undefined,
    iterations: readIterations(
      message,
      { binds: declared, isBlock, directions: undefined },
      iterationCount,
      context.lobs,
    ),
  };
}

/** From al8objlist to the SQL text: pointers and lengths of what clients of this kind never send. */
function skipOptionalFields(message: MessageReader, dialect: Dialect): void {
  message.ub(); // registration
  message.bytes(3);
  message.ub();
  message.u8();
  message.ub();
  message.ub(); // registration, second half
  message.u8();
  message.ub();
  message.u8();
  if (dialect.fieldVersion >= fieldVersions.v12_2) {
    message.u8();
    message.ub();
    message.u8();
    message.ub();
    message.u8();
  }
  if (dialect.fieldVersion >= fieldVersions.v12_2Ext1) {
    message.u8();
    message.ub();
  }
}

/** Reads functions 4 and 78 behind their header: a cursor again, with new values. Throws ORA-01001. */
export function readReexecute(message: MessageReader, code: number, context: BindContext): ExecuteRequest {
  const cursor = context.cursors.find(message.ub());
  const count = message.ub();
  message.ub(); // options
  const flags = message.ub();
  const isFetch = code === functions.reexecuteAndFetch;
  const iterationCount = isFetch || cursor.kind === 'query' ? 1 : Math.max(1, count);
  return {
    function: code,
    cursorId: cursor.id,
    sql: undefined,
    executes: true,
    commits: (flags & executeFlags.commitAtReexecute) !== 0,
    wantsRowCounts: false,
    fetchRows: isFetch ? count : 0,
    binds: undefined,
    defines: undefined,
    iterations: readIterations(message, bindShape(cursor), iterationCount, context.lobs),
  };
}

interface BindShape {
  readonly binds: readonly BindMetadata[];
  readonly isBlock: boolean;
  /** Known when a block runs again: then the client leaves its OUT binds out. */
  readonly directions: Cursor['directions'];
}

function bindShape(cursor: Cursor): BindShape {
  return { binds: cursor.binds, isBlock: cursor.kind === 'block', directions: cursor.directions };
}

function readIterations(message: MessageReader, shape: BindShape, count: number, lobs: LobStore): BindValue[][] {
  const sqlBinds = shape.binds.map((bind) => ({ type: sqlTypeOf(bind.code), maxSize: bind.maxSize }));
  if (shape.binds.some((bind) => bind.isArray)) throw serverError(3001, 'array binds');
  const iterations: BindValue[][] = [];
  for (let iteration = 0; iteration < count; iteration++) {
    const values = readBindRow(message, shape, lobs);
    iterations.push(sqlBinds.map((bind, index) => ({ ...bind, value: values[index] ?? null })));
  }
  return iterations;
}

/** In SQL, values too long for a string come after all the others. */
function readBindRow(message: MessageReader, shape: BindShape, lobs: LobStore): SqlValue[] {
  const sent = [...shape.binds.keys()].filter((index) => shape.directions?.[index] !== 'out');
  const values: SqlValue[] = shape.binds.map(() => null);
  if (sent.length === 0) return values;
  const isLate = (index: number) => !shape.isBlock && (shape.binds[index]?.maxSize ?? 0) > maxStringSize;
  if (message.u8() !== messages.rowData) throw new MalformedMessage('binds without a row of values');
  for (const index of [...sent.filter((bind) => !isLate(bind)), ...sent.filter((bind) => isLate(bind))]) {
    const bind = shape.binds[index];
    if (bind !== undefined) values[index] = readValue(message, bind, lobs);
  }
  return values;
}
