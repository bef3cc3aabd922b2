import type { ArgumentNode, BinaryOperator, Branch, ExpressionNode, ReferenceStep } from './syntax-tree';
import type { Position } from './lexer';
import type { TokenStream } from './token-stream';

const comparisons: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '~=': '<>',
  '^=': '<>',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

const additive: Readonly<Record<string, BinaryOperator>> = { '+': '+', '-': '-', '||': '||' };
const multiplicative: Readonly<Record<string, BinaryOperator>> = { '*': '*', '/': '/' };

/** Parses an expression by PL/SQL's precedence: OR, AND, NOT, comparison, + - ||, * /, sign, **, primary. */
export function parseExpression(tokens: TokenStream): ExpressionNode {
  return leftAssociative(tokens, (stream) => leftAssociative(stream, parseNot, { AND: 'AND' }), { OR: 'OR' });
}

function leftAssociative(
  tokens: TokenStream,
  parseOperand: (tokens: TokenStream) => ExpressionNode,
  operators: Readonly<Record<string, BinaryOperator>>,
): ExpressionNode {
  let left = parseOperand(tokens);
  for (;;) {
    const operator = isOperator(tokens) ? operators[tokens.peek().value] : undefined;
    if (operator === undefined) return left;
    tokens.take();
    left = { ...positionOf(left), kind: 'binary', operator, left, right: parseOperand(tokens) };
  }
}

function isOperator(tokens: TokenStream): boolean {
  const { kind } = tokens.peek();
  return kind === 'symbol' || kind === 'word';
}

function positionOf({ line, column, offset }: Position): Position {
  return { line, column, offset };
}

function parseNot(tokens: TokenStream): ExpressionNode {
  const at = tokens.here();
  if (tokens.accept('NOT') === undefined) return parseComparison(tokens);
  return { ...at, kind: 'unary', operator: 'NOT', operand: parseNot(tokens) };
}

function parseComparison(tokens: TokenStream): ExpressionNode {
  const left = parseSum(tokens);
  const at = positionOf(left);
  const comparison = tokens.peek().kind === 'symbol' ? comparisons[tokens.peek().value] : undefined;
  if (comparison !== undefined) {
    tokens.take();
    return { ...at, kind: 'binary', operator: comparison, left, right: parseSum(tokens) };
  }
  if (tokens.accept('IS') !== undefined) {
    const negated = tokens.accept('NOT') !== undefined;
    tokens.expect('NULL');
    return { ...at, kind: 'isNull', operand: left, negated };
  }
  const negated = tokens.is('NOT') && ['LIKE', 'IN', 'BETWEEN'].some((word) => tokens.is(word, 1));
  if (negated) tokens.take();
  const test = parseMembership(tokens, left);
  if (test === undefined) return left;
  return negated ? { ...at, kind: 'unary', operator: 'NOT', operand: test } : test;
}

/** LIKE, IN (…) and BETWEEN; the last two are comparisons written short. */
function parseMembership(tokens: TokenStream, left: ExpressionNode): ExpressionNode | undefined {
  const at = positionOf(left);
  if (tokens.accept('LIKE') !== undefined) {
    return { ...at, kind: 'like', operand: left, pattern: parseSum(tokens), negated: false };
  }
  if (tokens.accept('BETWEEN') !== undefined) {
    const low: ExpressionNode = { ...at, kind: 'binary', operator: '>=', left, right: parseSum(tokens) };
    tokens.expect('AND');
    const high: ExpressionNode = { ...at, kind: 'binary', operator: '<=', left, right: parseSum(tokens) };
    return { ...at, kind: 'binary', operator: 'AND', left: low, right: high };
  }
  if (tokens.accept('IN') === undefined) return undefined;
  tokens.expect('(');
  let any: ExpressionNode | undefined;
  do {
    const equal: ExpressionNode = { ...at, kind: 'binary', operator: '=', left, right: parseExpression(tokens) };
    any = any === undefined ? equal : { ...at, kind: 'binary', operator: 'OR', left: any, right: equal };
  } while (tokens.accept(',') !== undefined);
  tokens.expect(')', ',');
  return any;
}

function parseSum(tokens: TokenStream): ExpressionNode {
  return leftAssociative(tokens, (stream) => leftAssociative(stream, parseSigned, multiplicative), additive);
}

function parseSigned(tokens: TokenStream): ExpressionNode {
  const at = tokens.here();
  if (tokens.accept('+') !== undefined) return parseSigned(tokens);
  if (tokens.accept('-') !== undefined) return { ...at, kind: 'unary', operator: '-', operand: parseSigned(tokens) };
  const base = parsePrimary(tokens);
  if (tokens.accept('**') === undefined) return base;
  return { ...at, kind: 'binary', operator: '**', left: base, right: parseSigned(tokens) };
}

function parsePrimary(tokens: TokenStream): ExpressionNode {
  const at = tokens.here();
  const token = tokens.peek();
  switch (token.kind) {
    case 'text':
      tokens.take();
      return { ...at, kind: 'literal', value: token.value === '' ? null : token.value };
    case 'number':
      tokens.take();
      return { ...at, kind: 'literal', value: /^\d+$/.test(token.value) ? BigInt(token.value) : Number(token.value) };
    case 'bind':
      tokens.take();
      return { ...at, kind: 'bind', name: token.value };
    default:
      return parseWordOrGroup(tokens, at);
  }
}

function parseWordOrGroup(tokens: TokenStream, at: Position): ExpressionNode {
  if (tokens.accept('(') !== undefined) {
    const inner = parseExpression(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.accept('NULL') !== undefined) return { ...at, kind: 'literal', value: null };
  if (tokens.accept('TRUE') !== undefined) return { ...at, kind: 'literal', value: true };
  if (tokens.accept('FALSE') !== undefined) return { ...at, kind: 'literal', value: false };
  if (tokens.accept('CASE') !== undefined) return parseCase(tokens, at);
  if (tokens.isName()) return parseReference(tokens);
  throw tokens.unexpected(
    '( - + case mod new not null <an identifier> <a bind variable> <a number> <a character literal>',
  );
}

function parseCase(tokens: TokenStream, at: Position): ExpressionNode {
  const selector = tokens.is('WHEN') ? undefined : parseExpression(tokens);
  const branches: Branch<ExpressionNode>[] = [];
  while (tokens.accept('WHEN') !== undefined) {
    const tested = parseExpression(tokens);
    tokens.expect('THEN');
    branches.push({ condition: caseCondition(selector, tested), result: parseExpression(tokens) });
  }
  if (branches.length === 0) throw tokens.unexpected('when');
  const otherwise = tokens.accept('ELSE') === undefined ? undefined : parseExpression(tokens);
  tokens.expect('END', 'when', 'else');
  return { ...at, kind: 'case', branches, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** `CASE x WHEN y` asks whether x = y. */
export function caseCondition(selector: ExpressionNode | undefined, tested: ExpressionNode): ExpressionNode {
  if (selector === undefined) return tested;
  return { ...positionOf(tested), kind: 'binary', operator: '=', left: selector, right: tested };
}

/** A name with its members, subscripts and arguments. */
export function parseReference(tokens: TokenStream): Extract<ExpressionNode, { kind: 'reference' }> {
  const at = tokens.here();
  const steps: ReferenceStep[] = [parseStep(tokens, false)];
  while (tokens.accept('.') !== undefined) steps.push(parseStep(tokens, true));
  return { ...at, kind: 'reference', steps };
}

function parseStep(tokens: TokenStream, afterDot: boolean): ReferenceStep {
  const at = tokens.here();
  // After a dot even a reserved word is a name: v.DELETE, v.EXISTS(i).
  const token = afterDot && tokens.peek().kind === 'word' ? tokens.take() : tokens.name();
  if (tokens.accept('(') === undefined) return { ...at, name: token.value };
  const given: ArgumentNode[] = [];
  if (tokens.accept(')') !== undefined) return { ...at, name: token.value, arguments: given };
  do {
    const name =
      ['word', 'quoted'].includes(tokens.peek().kind) && tokens.is('=>', 1) ? tokens.take().value : undefined;
    if (name !== undefined) tokens.expect('=>');
    const value = parseExpression(tokens);
    given.push(name === undefined ? { value } : { name, value });
  } while (tokens.accept(',') !== undefined);
  tokens.expect(
    ')',
    ',',
    '* & = - + < / > at in is mod remainder not rem',
    '<> or != or ~= >= <= <>',
    'and or like',
    '||',
  );
  return { ...at, name: token.value, arguments: given };
}
