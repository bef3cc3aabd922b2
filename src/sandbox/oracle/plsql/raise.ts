import { errorLine } from '../catalogue/messages';
import { compileError } from './compile-errors';
import type { CompileContext, Compiled, CompiledStatement, ExceptionSymbol } from './compile-context';
import { numberOf, textOf } from './conversion';
import { compileValueFor } from './expression-compiler';
import type { Position } from './lexer';
import { PlsqlError } from './plsql-error';
import type { ArgumentNode } from './syntax-tree';

type ExceptionName = Position & { readonly names: readonly string[] };

/** The exception that a name means: one of the block's, a package's, or STANDARD's. */
export function findException(name: ExceptionName, context: CompileContext): ExceptionSymbol {
  const parts = name.names[0] === 'SYS' && name.names.length > 1 ? name.names.slice(1) : name.names;
  const [first = '', second] = parts;
  if (second === undefined) {
    const symbol = context.scope.find(first);
    if (symbol?.kind === 'exception') return symbol;
    if (symbol !== undefined) throw compileError(382, name);
    return packaged(first, context.catalogue.standard.exceptions.get(first), name);
  }
  const specification = first === 'STANDARD' ? context.catalogue.standard : context.catalogue.package(first);
  if (specification === undefined || !context.mayExecute(first)) throw compileError(201, name, name.names.join('.'));
  const code = specification.exceptions.get(second);
  if (code === undefined) throw compileError(302, name, second);
  return packaged(second, code, name);
}

function packaged(exception: string, code: number | undefined, name: Position): ExceptionSymbol {
  if (code === undefined) throw compileError(201, name, exception);
  return { kind: 'exception', identity: Symbol(exception), code };
}

/** Whether a handler for `symbol` takes the error. Package exceptions are their numbers. */
export function isHandledBy(error: PlsqlError, symbol: ExceptionSymbol): boolean {
  if (symbol.code === undefined) return error.userException === symbol.identity;
  return error.userException === undefined && error.code === errorNumber(symbol.code);
}

/** NO_DATA_FOUND is declared as 100 and reported as ORA-01403. */
function errorNumber(code: number): number {
  return code === 100 ? 1403 : Math.abs(code);
}

/** RAISE e, and RAISE alone in a handler. */
export function compileRaise(
  node: Position & { exception?: ExceptionName },
  context: CompileContext,
): CompiledStatement {
  if (node.exception === undefined) {
    if (!context.scope.place.inHandler) throw compileError(367, node);
    return (run) => {
      if (run.handled === undefined) throw PlsqlError.of(6501);
      throw run.handled.raisedAgain(node.line);
    };
  }
  const symbol = findException(node.exception, context);
  return (run) => {
    const error = raised(symbol);
    if (run.handled !== undefined) error.keep(run.handled);
    throw error;
  };
}

function raised(symbol: ExceptionSymbol): PlsqlError {
  if (symbol.code === undefined) return new PlsqlError(6510, errorLine(6510), symbol.identity);
  return PlsqlError.of(errorNumber(symbol.code));
}

/** RAISE_APPLICATION_ERROR(number, message [, keep the stack]). */
export function compileApplicationError(
  given: readonly ArgumentNode[],
  at: Position,
  context: CompileContext,
): CompiledStatement {
  const isWrong = given.length < 2 || given.length > 3 || given.some((argument) => argument.name !== undefined);
  if (isWrong) throw compileError(306, at, 'RAISE_APPLICATION_ERROR');
  const [code, message, keep] = given.map(({ value }, index) => {
    const type = (['NUMBER', 'VARCHAR2', 'BOOLEAN'] as const)[index] ?? 'NULL';
    return compileValueFor({ kind: 'scalar', name: type }, value, context);
  });
  const evaluate = async (compiled: Compiled | undefined, run: Parameters<CompiledStatement>[0]) =>
    compiled === undefined ? null : compiled.evaluate(run);
  return async (run) => {
    const kept = (await evaluate(keep, run)) === true ? run.handled : undefined;
    const number = BigInt(Math.trunc(Number(numberOf((await evaluate(code, run)) ?? 0n))));
    throw applicationError(number, textOf(await evaluate(message, run)), kept);
  };
}

function applicationError(code: bigint, message: string, kept: PlsqlError | undefined): PlsqlError {
  if (code > -20_000n || code < -20_999n) return PlsqlError.of(21_000, code.toString());
  const error = new PlsqlError(Number(-code), `ORA-${(-code).toString()}: ${message.slice(0, 2048)}`);
  if (kept !== undefined) error.keep(kept);
  return error;
}
