import { nullType } from '../catalogue/pl-type';
import {
  type BindValue,
  OracleServerError,
  type ColumnInfo,
  type ExecuteReply,
  type SqlType,
  type SqlValue,
} from '../engine';
import { CompileError, compileError } from './compile-errors';
import type { CompileContext, Compiled, CompiledStatement, Place } from './compile-context';
import { numberText, textOf } from './conversion';
import { compileExpression, compilePlace } from './expression-compiler';
import type { Position } from './lexer';
import { assign } from './places';
import { PlsqlError } from './plsql-error';
import type { Run } from './run';
import { bindTypeOf } from './sql-types';
import type { SqlNode, StatementNode } from './syntax-tree';
import { isAssignable } from './type-rules';
import { PlRecord, PlTable, type PlValue } from './values';

type Immediate = Extract<StatementNode, { kind: 'executeImmediate' }>;

/** EXECUTE IMMEDIATE: the text is known at run time only, so its errors are run-time errors. */
export function compileExecuteImmediate(node: Immediate, context: CompileContext): CompiledStatement {
  const statement = compileExpression(node.sql, context);
  if (!isAssignable(statement.type, { kind: 'scalar', name: 'VARCHAR2' })) throw compileError(382, node.sql);
  const into = node.into.map((target) => compilePlace(target, context));
  const using = node.using.map((value) => sqlOperand(compileExpression(value, context), value));
  return async (run) => {
    const text = textOf(await statement.evaluate(run));
    await executeInto(text, using, into, run, context);
    return 'normal';
  };
}

/**
 * SQL in the block. Names that are variables of the block become binds; a query is tried with NULLs when the block is
 * compiled, so that a missing table or column is a compiler's error as it is on a server.
 */
export function compileStaticSql(
  node: { readonly sql: SqlNode; readonly into: Extract<StatementNode, { kind: 'sql' }>['into'] } & Position,
  context: CompileContext,
): CompiledStatement {
  const into = node.into.map((target) => compilePlace(target, context));
  const { text, operands } = bindVariables(node.sql, context);
  if (into.length > 0) tryQuery(text, operands, into.length, node, context);
  return async (run) => {
    await executeInto(text, operands, into, run, context);
    return 'normal';
  };
}

function bindVariables(sql: SqlNode, context: CompileContext): { text: string; operands: Compiled[] } {
  const operands: Compiled[] = [];
  let text = '';
  let done = 0;
  for (const { kind, name, start, end, line, column, offset } of sql.names) {
    const isVariable = kind === 'word' && context.scope.find(name)?.kind === 'variable';
    if (kind === 'word' && !isVariable) continue;
    const at = { line, column, offset };
    const node =
      kind === 'bind' ? { ...at, kind, name } : { ...at, kind: 'reference' as const, steps: [{ ...at, name }] };
    operands.push(sqlOperand(compileExpression(node, context), at));
    text += `${sql.text.slice(done, start)}:B${String(operands.length)}`;
    done = end;
  }
  return { text: text + sql.text.slice(done), operands };
}

/** Records, collections and BOOLEAN are no SQL types. */
function sqlOperand(compiled: Compiled, at: Position): Compiled {
  if (compiled.type.kind !== 'scalar' || compiled.type.name === 'BOOLEAN') throw compileError(457, at);
  return compiled;
}

function tryQuery(
  text: string,
  operands: readonly Compiled[],
  targets: number,
  at: Position,
  context: CompileContext,
): void {
  try {
    const binds = operands.map(({ type }): BindValue => ({ type: bindTypeOf(type), maxSize: 0, value: null }));
    const reply = context.sql.execute(context.session, text, binds);
    if (reply.kind !== 'rows' || reply.columns.length === targets) return;
  } catch (error) {
    // Errors that depend on values are for the run to find.
    if (!(error instanceof OracleServerError) || error.code < 900 || error.code > 999) return;
    throw new CompileError(at, `PL/SQL: ${error.message}`);
  }
  throw new CompileError(at, `PL/SQL: ORA-00947: not enough values`);
}

async function executeInto(
  text: string,
  using: readonly Compiled[],
  into: readonly Place[],
  run: Run,
  context: CompileContext,
): Promise<void> {
  const binds: BindValue[] = [];
  for (const operand of using) {
    const value = sqlValue(await operand.evaluate(run));
    binds.push({
      type: bindTypeOf(operand.type),
      maxSize: typeof value === 'string' ? Buffer.byteLength(value) : 0,
      value,
    });
  }
  const reply = context.sql.execute(context.session, text, binds);
  if (into.length === 0) return;
  if (reply.kind !== 'rows') throw PlsqlError.of(1403);
  const { columns, values } = onlyRow(reply);
  for (const [index, place] of into.entries()) await assign(place, plValue(values[index] ?? null, columns[index]), run);
}

function onlyRow(reply: Extract<ExecuteReply, { kind: 'rows' }>): {
  columns: readonly ColumnInfo[];
  values: readonly SqlValue[];
} {
  const first = reply.rows.next();
  if (first.done === true) throw PlsqlError.of(1403);
  if (reply.rows.next().done !== true) throw PlsqlError.of(1422);
  return { columns: reply.columns, values: first.value };
}

/** A value on its way into SQL or out of the block. */
export function sqlValue(value: PlValue): SqlValue {
  if (typeof value === 'bigint' || typeof value === 'number') return decimal(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof PlRecord || value instanceof PlTable)
    throw new Error(`${nullType.name} expected, not a composite`);
  return value;
}

function decimal(value: bigint | number): string {
  return numberText(value).replace(/^(-?)\./, '$10.');
}

/** A value that came from SQL or from a client. */
export function plValue(value: SqlValue, column: { readonly type: SqlType } | undefined): PlValue {
  if (typeof value === 'string' && column?.type === 'NUMBER')
    return /^-?\d+$/.test(value) ? BigInt(value) : Number(value);
  return value === '' ? null : value;
}
