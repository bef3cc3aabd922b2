import { scalarType, type PlType } from '../catalogue/pl-type';
import type { CompileContext } from './compile-context';
import { compileError } from './compile-errors';
import { compileValueFor } from './expression-compiler';
import { assign, variablePlace } from './places';
import { PlsqlError } from './plsql-error';
import type { Run } from './run';
import type { DeclarationNode, TypeNode } from './syntax-tree';
import { emptyValue } from './values';

type Variable = Extract<DeclarationNode, { kind: 'variable' }>;
type Initialise = (run: Run) => Promise<void>;

/** Declares names in the context's scope. The result gives the variables their first values. */
export function compileDeclarations(nodes: readonly DeclarationNode[], context: CompileContext): Initialise {
  const steps = nodes.flatMap((node) => context.errors.collect(node, 'Item', () => declare(node, context)) ?? []);
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function declare(node: DeclarationNode, context: CompileContext): Initialise | undefined {
  if (node.kind === 'pragma') return undefined;
  if (node.kind === 'exceptionInit') {
    const symbol = context.scope.find(node.exception);
    if (symbol?.kind !== 'exception') throw compileError(201, node, node.exception);
    symbol.code = Number(node.code);
    return undefined;
  }
  if (context.scope.declares(node.name)) throw compileError(371, node, node.name);
  if (node.kind === 'exception') {
    context.scope.declare(node.name, { kind: 'exception', identity: Symbol(node.name), code: undefined });
    return undefined;
  }
  return declareVariable(node, context);
}

function declareVariable(node: Variable, context: CompileContext): Initialise {
  const type = resolveType(node.type, context);
  const slot = context.newSlot();
  const { name, constant } = node;
  if (constant && node.initial === undefined) throw compileError(322, node, name);
  const initial = node.initial === undefined ? undefined : compileValueFor(type, node.initial, context);
  context.scope.declare(name, { kind: 'variable', name, type, slot, readOnly: constant });
  const place = variablePlace({ kind: 'variable', name, type, slot, readOnly: constant });
  return async (run) => {
    run.values[slot] = emptyValue(type);
    if (initial === undefined) return;
    try {
      await assign(place, await initial.evaluate(run), run);
    } catch (error) {
      if (error instanceof PlsqlError) error.locate(node.line);
      throw error;
    }
  };
}

/** A scalar, an object type of SYS, or a package's type. */
function resolveType(node: TypeNode, context: CompileContext): PlType {
  const names = node.names[0] === 'SYS' ? node.names.slice(1) : node.names;
  const [first = '', second] = names;
  const found =
    second === undefined
      ? (scalarType(first, node.size) ?? context.catalogue.objectType(first))
      : typeOfPackage(first, second, node, context);
  if (found === undefined) throw compileError(201, node, node.names.join('.'));
  return found;
}

function typeOfPackage(packageName: string, name: string, node: TypeNode, context: CompileContext): PlType | undefined {
  const specification = context.mayExecute(packageName) ? context.catalogue.package(packageName) : undefined;
  if (specification === undefined) return undefined;
  const type = specification.types.get(name);
  if (type === undefined) throw compileError(302, node, name);
  return type;
}
