import type { PackageSpecification } from '../catalogue/specification';
import { compileCall } from './call-compiler';
import { collectionMethod } from './collection-methods';
import { compileError } from './compile-errors';
import type { CompileContext, Compiled, Place } from './compile-context';
import { attributePlace, elementPlace, variablePlace } from './places';
import type { ExpressionNode, ReferenceStep } from './syntax-tree';
import { familyOf } from './type-rules';

type ReferenceNode = Extract<ExpressionNode, { kind: 'reference' }>;

/** What a reference means. `place` is there when it can be assigned to. */
export interface ResolvedReference {
  readonly value: Compiled;
  readonly place?: Place;
  /** A call of a procedure, which has no value. */
  readonly isProcedure?: true;
}

/** A statement can only mean a procedure, an expression only a function; GET_STATUS is both. */
export type Wanted = 'value' | 'statement';

/** The reference as it was written, without its arguments. */
export function dottedName(steps: readonly ReferenceStep[]): string {
  return steps.map((step) => step.name).join('.');
}

/** Finds what a reference names: a variable and its parts, a package's member, a function of STANDARD. */
export function resolveReference(node: ReferenceNode, wants: Wanted, context: CompileContext): ResolvedReference {
  const [first, ...rest] = node.steps;
  if (first === undefined) throw compileError(201, node, '');
  const symbol = context.scope.find(first.name);
  if (symbol?.kind === 'exception') throw compileError(382, first);
  if (symbol !== undefined) {
    const base = variablePlace(symbol);
    const parts = first.arguments === undefined ? rest : [{ ...first, name: '' }, ...rest];
    const resolved = walk({ value: base, place: base }, parts, first.name, context);
    return symbol.readOnly ? { value: resolved.value } : resolved;
  }
  const steps = first.name === 'SYS' && rest.length > 0 ? rest : node.steps;
  return resolvePackaged(node, steps, wants, context);
}

function resolvePackaged(
  node: ReferenceNode,
  steps: readonly ReferenceStep[],
  wants: Wanted,
  context: CompileContext,
): ResolvedReference {
  const [first, second] = steps;
  const standard = context.catalogue.standard.subprograms.get(first?.name ?? '');
  if (first !== undefined && standard !== undefined && (first.arguments !== undefined || steps.length === 1)) {
    const value = compileCall(standard, first.arguments ?? [], first, context);
    return walk({ value }, steps.slice(1), first.name, context);
  }
  const specification = first === undefined ? undefined : findPackage(first.name, context);
  if (specification === undefined || second === undefined) throw compileError(201, node, dottedName(node.steps));
  const constant = specification.constants.get(second.name);
  if (constant !== undefined && second.arguments === undefined) {
    return walk(
      { value: { type: constant.type, evaluate: () => constant.value } },
      steps.slice(2),
      second.name,
      context,
    );
  }
  return resolveCall(specification, [second, ...steps.slice(2)], wants, context);
}

function findPackage(name: string, context: CompileContext): PackageSpecification | undefined {
  if (name === 'STANDARD') return context.catalogue.standard;
  return context.mayExecute(name) ? context.catalogue.package(name) : undefined;
}

function resolveCall(
  specification: PackageSpecification,
  [step, ...rest]: readonly [ReferenceStep, ...ReferenceStep[]],
  wants: Wanted,
  context: CompileContext,
): ResolvedReference {
  const overloads = specification.subprograms.get(step.name);
  if (overloads === undefined) throw compileError(302, step, step.name);
  const procedures = overloads.filter((one) => one.returns === undefined);
  const functions = overloads.filter((one) => one.returns !== undefined);
  if (wants === 'statement' && rest.length === 0) {
    if (procedures.length === 0) throw compileError(221, step, step.name);
    return { value: compileCall(procedures, step.arguments ?? [], step, context), isProcedure: true };
  }
  if (functions.length === 0) throw compileError(222, step, step.name);
  return walk({ value: compileCall(functions, step.arguments ?? [], step, context) }, rest, step.name, context);
}

function walk(
  base: ResolvedReference,
  steps: readonly ReferenceStep[],
  name: string,
  context: CompileContext,
): ResolvedReference {
  let current = base;
  for (const step of steps) current = takeStep(current, step, name, context);
  return current;
}

/** One `.attribute`, `(subscript)`, `.METHOD` further. */
function takeStep(
  { value, place }: ResolvedReference,
  step: ReferenceStep,
  name: string,
  context: CompileContext,
): ResolvedReference {
  const { type } = value;
  if (step.name === '') return subscript(value, place !== undefined, step, name, context);
  if (type.kind === 'record') {
    const attribute = type.attributes.get(step.name);
    if (attribute === undefined) throw compileError(302, step, step.name);
    const found = attributePlace(value, step.name, attribute);
    const resolved: ResolvedReference = place === undefined ? { value: found } : { value: found, place: found };
    return step.arguments === undefined ? resolved : takeStep(resolved, { ...step, name: '' }, step.name, context);
  }
  if (type.kind === 'table') {
    const given = (step.arguments ?? []).map((argument) => context.expression(argument.value, context));
    const method = collectionMethod(value, step, given);
    if (method !== undefined) return { value: method };
    throw compileError(302, step, step.name);
  }
  throw compileError(487, step, name);
}

function subscript(
  value: Compiled,
  isPlace: boolean,
  step: ReferenceStep,
  name: string,
  context: CompileContext,
): ResolvedReference {
  const [argument, more] = step.arguments ?? [];
  if (value.type.kind !== 'table' || argument === undefined || more !== undefined || argument.name !== undefined) {
    throw compileError(value.type.kind === 'table' ? 306 : 224, step, name);
  }
  const index = context.expression(argument.value, context);
  if (!['number', 'text', 'null'].includes(familyOf(index.type))) throw compileError(382, argument.value);
  const element = elementPlace(value, value.type, index);
  return isPlace ? { value: element, place: element } : { value: element };
}
