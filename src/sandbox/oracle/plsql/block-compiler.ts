import type { CompileContext, CompiledStatement, ExceptionSymbol } from './compile-context';
import { compileError } from './compile-errors';
import { compileDeclarations } from './declaration-compiler';
import { PlsqlError } from './plsql-error';
import { findException, isHandledBy } from './raise';
import type { Run } from './run';
import { Scope } from './scope';
import type { BlockNode, HandlerNode } from './syntax-tree';

interface CompiledHandler {
  /** Undefined: WHEN OTHERS. */
  readonly exceptions: readonly ExceptionSymbol[] | undefined;
  readonly body: CompiledStatement;
}

/** A block: its declarations run outside the reach of its own handlers, as the language has it. */
export function compileBlock(node: BlockNode, outer: CompileContext): CompiledStatement {
  const context: CompileContext = { ...outer, scope: new Scope(outer.scope) };
  const initialise = compileDeclarations(node.declarations, context);
  const body = context.statements(node.body, context);
  const handlers = node.handlers.flatMap((handler, index) => {
    if (handler.exceptions.length === 0 && index < node.handlers.length - 1) {
      context.errors.collect(handler, 'Statement', () => {
        throw compileError(370, handler);
      });
    }
    return compileHandler(handler, context) ?? [];
  });
  return async (run) => {
    await initialise(run);
    try {
      return await body(run);
    } catch (error) {
      const handler = error instanceof PlsqlError ? handlers.find((one) => takes(one, error)) : undefined;
      if (handler === undefined || run.signal.aborted) throw error;
      return handle(handler, error as PlsqlError, run);
    }
  };
}

function takes({ exceptions }: CompiledHandler, error: PlsqlError): boolean {
  return exceptions === undefined || exceptions.some((symbol) => isHandledBy(error, symbol));
}

async function handle(handler: CompiledHandler, error: PlsqlError, run: Run) {
  const depth = run.handling.push(error);
  try {
    return await handler.body(run);
  } finally {
    run.handling.length = depth - 1;
  }
}

function compileHandler(node: HandlerNode, context: CompileContext): CompiledHandler | undefined {
  const scope = new Scope(context.scope, { ...context.scope.place, inHandler: true });
  const exceptions = context.errors.collect(node, 'Statement', () =>
    node.exceptions.map((name) => findException(name, context)),
  );
  const body = context.statements(node.body, { ...context, scope });
  if (exceptions === undefined) return undefined;
  return { exceptions: exceptions.length === 0 ? undefined : exceptions, body };
}
