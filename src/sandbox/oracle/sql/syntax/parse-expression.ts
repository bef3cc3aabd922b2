import { parseCall, parseCase, parseDatetime, parseInterval } from './parse-call';
import { comparisons, type BinaryOperator, type Comparison, type Expression } from './syntax-tree';
import type { TokenReader } from './token-reader';

const spellings: Readonly<Record<string, Comparison>> = { '!=': '<>', '^=': '<>', '~=': '<>' };

/** A condition or a value: which of them is wanted shows when types are known. Throws ORA-00936 and others. */
export function parseExpression(reader: TokenReader): Expression {
  let left = parseAnd(reader);
  while (reader.is('OR')) left = binary(reader, 'OR', left, parseAnd);
  return left;
}

function parseAnd(reader: TokenReader): Expression {
  let left = parseNot(reader);
  while (reader.is('AND')) left = binary(reader, 'AND', left, parseNot);
  return left;
}

function parseNot(reader: TokenReader): Expression {
  const at = reader.next.offset;
  return reader.accept('NOT') ? { kind: 'not', operand: parseNot(reader), at } : parsePredicate(reader);
}

function parsePredicate(reader: TokenReader): Expression {
  const at = reader.next.offset;
  if (reader.accept('EXISTS')) return { kind: 'exists', query: reader.parenthesisedQuery(), at };
  const row = parseRow(reader);
  const [left] = row;
  if (left === undefined) throw reader.error(936);
  if (row.length === 1) {
    const symbol = reader.next.kind === 'symbol' ? reader.next.value : '';
    const operator = spellings[symbol] ?? comparisons.find((comparison) => comparison === symbol);
    if (operator !== undefined) return binary(reader, operator, left, parseValue);
    if (reader.accept('IS', 'NOT', 'NULL')) return { kind: 'isNull', value: left, negated: true, at };
    if (reader.accept('IS')) {
      reader.expect('NULL', 908);
      return { kind: 'isNull', value: left, negated: false, at };
    }
  }
  const negated = reader.accept('NOT');
  if (reader.accept('IN')) return { kind: 'in', value: row, rows: parseInRows(reader, row.length), negated, at };
  if (row.length === 1 && reader.accept('LIKE')) {
    const pattern = parseValue(reader);
    const escape = reader.accept('ESCAPE') ? parseValue(reader) : undefined;
    return { kind: 'like', value: left, pattern, ...(escape === undefined ? {} : { escape }), negated, at };
  }
  if (row.length === 1 && reader.accept('BETWEEN')) {
    const low = parseValue(reader);
    reader.expect('AND', 905);
    return { kind: 'between', value: left, low, high: parseValue(reader), negated, at };
  }
  if (negated || row.length > 1) throw reader.error(920);
  return left;
}

/** A value, or several in parentheses before IN. */
function parseRow(reader: TokenReader): readonly Expression[] {
  if (!reader.is('(') || reader.is('(', 'SELECT')) return [parseValue(reader)];
  const at = reader.next.offset;
  let depth = 0;
  for (let ahead = 0; reader.peek(ahead).kind !== 'end'; ahead += 1) {
    const { kind, value } = reader.peek(ahead);
    if (kind !== 'symbol') continue;
    if (value === '(') depth += 1;
    if (value === ',' && depth === 1) break;
    if (value === ')') depth -= 1;
    if (depth === 0) return [parseValue(reader)];
  }
  reader.take();
  const row = reader.expressionList();
  if (row.length === 0) return [{ kind: 'null', at }];
  return row;
}

function parseInRows(reader: TokenReader, width: number): Extract<Expression, { kind: 'in' }>['rows'] {
  if (reader.is('(', 'SELECT') || reader.is('(', 'WITH')) return reader.parenthesisedQuery();
  reader.expect('(', 936);
  if (width === 1) return reader.expressionList().map((value) => [value]);
  const rows: (readonly Expression[])[] = [];
  do {
    reader.expect('(', 936);
    rows.push(reader.expressionList());
  } while (reader.accept(','));
  reader.expect(')', 907);
  return rows;
}

export function parseValue(reader: TokenReader): Expression {
  let left = parseProduct(reader);
  for (;;) {
    const operator = (['+', '-', '||'] as const).find((symbol) => reader.is(symbol));
    if (operator === undefined) return left;
    left = binary(reader, operator, left, parseProduct);
  }
}

function parseProduct(reader: TokenReader): Expression {
  let left = parseSigned(reader);
  for (;;) {
    const operator = (['*', '/'] as const).find((symbol) => reader.is(symbol));
    if (operator === undefined) return left;
    left = binary(reader, operator, left, parseSigned);
  }
}

function parseSigned(reader: TokenReader): Expression {
  const at = reader.next.offset;
  if (reader.accept('-')) return { kind: 'negate', operand: parseSigned(reader), at };
  reader.accept('+');
  return parsePrimary(reader);
}

function parsePrimary(reader: TokenReader): Expression {
  const { kind, value, offset: at } = reader.next;
  if (kind === 'number' || kind === 'text') {
    reader.take();
    return { kind, value, at };
  }
  if (kind === 'bind') return { kind: 'bind', index: reader.takeBindIndex(), at };
  if (reader.is('(', 'SELECT') || reader.is('(', 'WITH'))
    return { kind: 'subquery', query: reader.parenthesisedQuery(), at };
  if (reader.accept('(')) {
    const inner = parseExpression(reader);
    reader.expect(')', 907);
    return inner;
  }
  if (reader.accept('NULL')) return { kind: 'null', at };
  if (reader.accept('CASE')) return parseCase(reader, at);
  const special = parseDatetime(reader) ?? parseInterval(reader);
  return special ?? parseCall(reader);
}

function binary(
  reader: TokenReader,
  operator: BinaryOperator,
  left: Expression,
  parseRight: (reader: TokenReader) => Expression,
): Expression {
  reader.take();
  return { kind: 'binary', operator, left, right: parseRight(reader), at: left.at };
}
