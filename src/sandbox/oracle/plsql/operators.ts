import { numberOf, textOf, wholeIfPossible } from './conversion';
import { PlsqlError } from './plsql-error';
import type { BinaryOperator } from './syntax-tree';
import { isNullValue, type PlValue } from './values';

type Arithmetic = '+' | '-' | '*' | '/' | '**';

/** A binary operator but AND and OR. NULL in gives NULL out, except for ||. */
export function applyOperator(operator: Exclude<BinaryOperator, 'AND' | 'OR'>, left: PlValue, right: PlValue): PlValue {
  if (operator === '||') return textOf(left) + textOf(right) || null;
  if (isNullValue(left) || isNullValue(right)) return null;
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '**':
      return arithmetic(operator, numberOf(left), numberOf(right));
    default:
      return isTrue(operator, compareValues(left, right));
  }
}

function isTrue(operator: '=' | '<>' | '<' | '>' | '<=' | '>=', order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
  }
}

/** Negative, 0 or positive. A number beside a text makes the text a number, as the server does. */
export function compareValues(left: PlValue, right: PlValue): number {
  const numeric = [left, right].some((value) => typeof value === 'bigint' || typeof value === 'number');
  if (numeric) return order(numberOf(left), numberOf(right));
  if (typeof left === 'boolean' || typeof right === 'boolean') return Number(left) - Number(right);
  return order(textOf(left), textOf(right));
}

function order<T extends bigint | number | string>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function arithmetic(operator: Arithmetic, left: bigint | number, right: bigint | number): bigint | number {
  if (operator === '/' && Number(right) === 0) throw PlsqlError.of(1476);
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    const exact = exactArithmetic(operator, left, right);
    if (exact !== undefined) return exact;
  }
  return wholeIfPossible(inexactArithmetic(operator, Number(left), Number(right)));
}

function exactArithmetic(operator: Arithmetic, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left % right === 0n ? left / right : undefined;
    case '**':
      return right >= 0n && right < 1000n ? left ** right : undefined;
  }
}

/** Fifteen digits are what a double holds for sure: 0.1 + 0.2 must print as .3. */
function inexactArithmetic(operator: Arithmetic, left: number, right: number): number {
  const results: Readonly<Record<Arithmetic, () => number>> = {
    '+': () => left + right,
    '-': () => left - right,
    '*': () => left * right,
    '/': () => left / right,
    '**': () => left ** right,
  };
  return Number(results[operator]().toPrecision(15));
}

/** SQL's LIKE without ESCAPE. */
export function isLike(text: string, pattern: string): boolean {
  const literal = pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's').test(text);
}
