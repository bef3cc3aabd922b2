import { nullType, type PlType } from '../catalogue/pl-type';
import { compileError } from './compile-errors';
import type { BindUse, CompileContext, Compiled, Operand, Place } from './compile-context';
import { textOf } from './conversion';
import { applyOperator, isLike } from './operators';
import { bindPlace, bindType } from './places';
import { dottedName, resolveReference } from './reference-compiler';
import type { ExpressionNode } from './syntax-tree';
import { familyOf, isAssignable } from './type-rules';
import { isNullValue, type PlValue } from './values';

const boolean: PlType = { kind: 'scalar', name: 'BOOLEAN' };
const text: PlType = { kind: 'scalar', name: 'VARCHAR2' };
const number: PlType = { kind: 'scalar', name: 'NUMBER' };
const integer: PlType = { kind: 'scalar', name: 'PLS_INTEGER' };

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** Checks an expression and makes it executable. A type that does not fit is PLS-00382 or PLS-00306. */
export function compileExpression(node: ExpressionNode, context: CompileContext): Compiled {
  switch (node.kind) {
    case 'literal':
      return compileLiteral(node.value);
    case 'bind': {
      const use = bindUse(node, context);
      use.read = true;
      return { ...bindPlace(use), type: bindType(use.bind, false) };
    }
    case 'reference':
      return resolveReference(node, 'value', context).value;
    case 'unary':
      return compileUnary(node, context);
    case 'binary':
      return compileBinary(node, context);
    case 'isNull': {
      const operand = compileExpression(node.operand, context);
      return { type: boolean, evaluate: async (run) => isNullValue(await operand.evaluate(run)) !== node.negated };
    }
    case 'like':
      return compileLike(node, context);
    case 'case':
      return compileCase(node, context);
  }
}

/** An argument of a call: its use as a value or as a place is decided later. */
export function compileOperand(node: ExpressionNode, context: CompileContext): Operand {
  const at = { line: node.line, column: node.column, offset: node.offset };
  if (node.kind === 'bind') {
    const use = bindUse(node, context);
    return {
      ...at,
      type: bindType(use.bind, false),
      value: () => compileExpression(node, context),
      place: () => written(use),
    };
  }
  const resolved = node.kind === 'reference' ? resolveReference(node, 'value', context) : undefined;
  const value = resolved?.value ?? compileExpression(node, context);
  const place = (): Place => {
    if (resolved?.place === undefined) throw compileError(363, at, describe(node));
    return resolved.place;
  };
  return { ...at, type: value.type, value: () => value, place };
}

/** The left side of an assignment, or a target of INTO. */
export function compilePlace(node: ExpressionNode, context: CompileContext): Place {
  return compileOperand(node, context).place();
}

function bindUse(node: Node<'bind'>, context: CompileContext): BindUse {
  const use = context.binds.get(node.name);
  if (use === undefined) throw compileError(201, node, `:${node.name}`);
  return use;
}

function written(use: BindUse): Place {
  use.written = true;
  return bindPlace(use);
}

function describe(node: ExpressionNode): string {
  if (node.kind === 'reference') return dottedName(node.steps);
  return node.kind === 'literal' ? textOf(typeof node.value === 'boolean' ? String(node.value) : node.value) : '';
}

function compileLiteral(value: Node<'literal'>['value']): Compiled {
  return { type: literalType(value), evaluate: () => value };
}

function literalType(value: Node<'literal'>['value']): PlType {
  if (value === null) return nullType;
  if (typeof value === 'string') return text;
  if (typeof value === 'boolean') return boolean;
  return typeof value === 'bigint' && value < 2_147_483_648n ? integer : number;
}

function compileUnary(node: Node<'unary'>, context: CompileContext): Compiled {
  const operand = compileExpression(node.operand, context);
  if (node.operator === 'NOT') {
    requireType(operand, 'boolean', node.operand);
    return {
      type: boolean,
      evaluate: async (run) => {
        const value = await operand.evaluate(run);
        return value === null ? null : value !== true;
      },
    };
  }
  if (!isAssignable(operand.type, number)) throw compileError(306, node, '-');
  return { type: number, evaluate: async (run) => applyOperator('-', 0n, await operand.evaluate(run)) };
}

function requireType(compiled: Compiled, family: string, node: ExpressionNode): void {
  if (![family, 'null'].includes(familyOf(compiled.type))) throw compileError(382, node);
}

function compileBinary(node: Node<'binary'>, context: CompileContext): Compiled {
  const left = compileExpression(node.left, context);
  const right = compileExpression(node.right, context);
  const { operator } = node;
  if (operator === 'AND' || operator === 'OR') {
    requireType(left, 'boolean', node.left);
    requireType(right, 'boolean', node.right);
    return shortCircuit(operator, left, right);
  }
  const type = resultType(node, left.type, right.type);
  return {
    type,
    evaluate: async (run) => applyOperator(operator, await left.evaluate(run), await right.evaluate(run)),
  };
}

/** Three-valued logic; the right side is not evaluated when the left one decides. */
function shortCircuit(operator: 'AND' | 'OR', left: Compiled, right: Compiled): Compiled {
  const deciding = operator === 'OR';
  return {
    type: boolean,
    evaluate: async (run) => {
      const first = await left.evaluate(run);
      if (first === deciding) return deciding;
      const second = await right.evaluate(run);
      if (second === deciding) return deciding;
      return first === null || second === null ? null : !deciding;
    },
  };
}

function resultType(node: Node<'binary'>, left: PlType, right: PlType): PlType {
  const { operator } = node;
  const wrong = compileError(306, node, operator);
  if (operator === '||') {
    if (!isAssignable(left, text) || !isAssignable(right, text)) throw wrong;
    return [left, right].some((type) => type.name === 'CLOB') ? { kind: 'scalar', name: 'CLOB' } : text;
  }
  if (['+', '-', '*', '/', '**'].includes(operator)) {
    const isTime = [left, right].some((type) => familyOf(type) === 'time');
    if (isTime) throw wrong;
    if (!isAssignable(left, number) || !isAssignable(right, number)) throw wrong;
    return number;
  }
  const comparable =
    (isAssignable(left, right) || isAssignable(right, left)) && left.kind === 'scalar' && left.name !== 'BFILE';
  if (!comparable || right.kind !== 'scalar') throw wrong;
  return boolean;
}

function compileLike(node: Node<'like'>, context: CompileContext): Compiled {
  const operand = compileExpression(node.operand, context);
  const pattern = compileExpression(node.pattern, context);
  if (!isAssignable(operand.type, text) || !isAssignable(pattern.type, text)) throw compileError(306, node, 'LIKE');
  return {
    type: boolean,
    evaluate: async (run) => {
      const [value, like] = [await operand.evaluate(run), await pattern.evaluate(run)];
      return value === null || like === null ? null : isLike(textOf(value), textOf(like));
    },
  };
}

function compileCase(node: Node<'case'>, context: CompileContext): Compiled {
  const branches = node.branches.map(({ condition, result }) => {
    const test = compileExpression(condition, context);
    requireType(test, 'boolean', condition);
    return { test, result: compileExpression(result, context) };
  });
  const otherwise = node.otherwise === undefined ? undefined : compileExpression(node.otherwise, context);
  const results = [...branches.map((branch) => branch.result), ...(otherwise === undefined ? [] : [otherwise])];
  const type = results.find((result) => result.type.name !== 'NULL')?.type ?? nullType;
  if (results.some((result) => !isAssignable(result.type, type))) throw compileError(382, node);
  return {
    type,
    evaluate: async (run): Promise<PlValue> => {
      for (const { test, result } of branches) if ((await test.evaluate(run)) === true) return result.evaluate(run);
      return otherwise === undefined ? null : otherwise.evaluate(run);
    },
  };
}

/** A condition of IF, WHILE, EXIT WHEN: must be BOOLEAN; NULL counts as false. */
export function compileCondition(node: ExpressionNode, context: CompileContext): Compiled {
  const compiled = compileExpression(node, context);
  requireType(compiled, 'boolean', node);
  return compiled;
}

/** A value for a place of the given type. PLS-00382 when it does not fit. */
export function compileValueFor(type: PlType, node: ExpressionNode, context: CompileContext): Compiled {
  const compiled = compileExpression(node, context);
  if (!isAssignable(compiled.type, type)) throw compileError(382, node);
  return compiled;
}
