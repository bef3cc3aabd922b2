import { compileBlock } from './block-compiler';
import { compileError } from './compile-errors';
import type { CompileContext, CompiledStatement, Completion } from './compile-context';
import { compileCondition, compilePlace, compileValueFor } from './expression-compiler';
import { compileFor } from './for-loop';
import { OracleServerError } from '../engine';
import { assign } from './places';
import { PlsqlError } from './plsql-error';
import { compileApplicationError, compileRaise } from './raise';
import { resolveReference } from './reference-compiler';
import type { Run } from './run';
import { Scope } from './scope';
import { compileExecuteImmediate, compileStaticSql } from './sql-compiler';
import type { StatementNode } from './syntax-tree';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

const nothing: CompiledStatement = () => Promise.resolve('normal');

/** Compiles a list of statements; each one's errors are noted and the others are compiled all the same. */
export function compileStatements(nodes: readonly StatementNode[], context: CompileContext): CompiledStatement {
  const compiled = nodes.map((node) => {
    const ignored = node.kind === 'sql' ? 'SQL Statement' : 'Statement';
    const statement = context.errors.collect(node, ignored, () => compileStatement(node, context));
    return located(statement ?? nothing, node.line);
  });
  return async (run) => {
    for (const statement of compiled) {
      const completion = await statement(run);
      if (completion !== 'normal') return completion;
    }
    return 'normal';
  };
}

/** Gives errors that leave a statement its line. */
function located(statement: CompiledStatement, line: number): CompiledStatement {
  return async (run) => {
    try {
      await run.step();
      return await statement(run);
    } catch (error) {
      const raised = error instanceof OracleServerError ? PlsqlError.fromServer(error) : error;
      if (raised instanceof PlsqlError) raised.locate(line);
      throw raised;
    }
  };
}

function compileStatement(node: StatementNode, context: CompileContext): CompiledStatement {
  switch (node.kind) {
    case 'assign':
      return compileAssignment(node, context);
    case 'call':
      return compileCallStatement(node, context);
    case 'if':
      return compileIf(node, context);
    case 'loop':
    case 'while':
      return compileLoop(node, context);
    case 'for':
      return compileFor(node, context);
    case 'exit':
    case 'continue':
      return compileExit(node, context);
    case 'raise':
      return compileRaise(node, context);
    case 'block':
      return compileBlock(node.block, context);
    case 'executeImmediate':
      return compileExecuteImmediate(node, context);
    case 'sql':
      return compileStaticSql(node, context);
    default:
      return compileSimple(node, context);
  }
}

function compileSimple(
  node: Node<'null' | 'return' | 'commit' | 'rollback'>,
  context: CompileContext,
): CompiledStatement {
  return (run) => {
    if (node.kind === 'commit') context.sql.commit(run.session);
    if (node.kind === 'rollback') context.sql.rollback(run.session);
    return Promise.resolve(node.kind === 'return' ? 'return' : 'normal');
  };
}

function compileAssignment(node: Node<'assign'>, context: CompileContext): CompiledStatement {
  const place = compilePlace(node.target, context);
  const value = compileValueFor(place.type, node.value, context);
  return async (run) => {
    await assign(place, await value.evaluate(run), run);
    return 'normal';
  };
}

function compileCallStatement({ reference }: Node<'call'>, context: CompileContext): CompiledStatement {
  const [first, second] = reference.steps;
  if (first?.name === 'RAISE_APPLICATION_ERROR' && second === undefined) {
    return compileApplicationError(first.arguments ?? [], first, context);
  }
  const { value, isProcedure } = resolveReference(reference, 'statement', context);
  if (isProcedure !== true) throw compileError(221, reference, reference.steps.at(-1)?.name ?? '');
  return async (run) => {
    await value.evaluate(run);
    return 'normal';
  };
}

function compileIf(node: Node<'if'>, context: CompileContext): CompiledStatement {
  const branches = node.branches.map(({ condition, result }) => ({
    condition: context.errors.collect(node, 'Statement', () => compileCondition(condition, context)),
    body: compileStatements(result, context),
  }));
  const otherwise = compileStatements(node.otherwise, context);
  return async (run) => {
    for (const { condition, body } of branches) if ((await condition?.evaluate(run)) === true) return body(run);
    return otherwise(run);
  };
}

function compileLoop(node: Node<'loop' | 'while'>, context: CompileContext): CompiledStatement {
  const condition =
    node.kind === 'while'
      ? context.errors.collect(node, 'Statement', () => compileCondition(node.condition, context))
      : undefined;
  const body = compileStatements(node.body, {
    ...context,
    scope: new Scope(context.scope, { ...context.scope.place, inLoop: true }),
  });
  const goesOn = async (run: Run): Promise<boolean> =>
    condition === undefined || (await condition.evaluate(run)) === true;
  return async (run) => {
    while (await goesOn(run)) {
      await run.step();
      const completion: Completion = await body(run);
      if (completion === 'exit') break;
      if (completion === 'return') return completion;
    }
    return 'normal';
  };
}

function compileExit(node: Node<'exit' | 'continue'>, context: CompileContext): CompiledStatement {
  if (!context.scope.place.inLoop) throw compileError(376, node);
  const when = node.when === undefined ? undefined : compileCondition(node.when, context);
  return async (run) => (when === undefined || (await when.evaluate(run)) === true ? node.kind : 'normal');
}
