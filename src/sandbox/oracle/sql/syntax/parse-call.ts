import { divideDecimals, formatDecimal, parseDecimal } from '../../storage/decimal';
import type { Expression } from './syntax-tree';
import type { TokenReader } from './token-reader';

/** Reserved words that are also functions without arguments. */
const wordFunctions = new Set(['SYSDATE', 'USER', 'UID']);

const datePattern = /^\d{4}-\d\d-\d\d$/;
const timestampPattern = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?$/;

/** A column, or a function with its arguments. */
export function parseCall(reader: TokenReader): Expression {
  const { offset: at, kind, value } = reader.next;
  if (kind === 'word' && wordFunctions.has(value)) {
    reader.take();
    return { kind: 'call', path: [value], args: [], distinct: false, at };
  }
  const path: string[] = [];
  let quoted = false;
  do {
    if (path.length > 0 && reader.accept('*')) return { kind: 'name', path: [...path, '*'], quoted, at };
    quoted ||= reader.next.kind === 'quoted';
    path.push(reader.name(path.length === 0 ? 936 : 1747));
  } while (reader.accept('.'));
  if (reader.accept('(', '+', ')')) throw reader.error(3001);
  if (!reader.accept('(')) return { kind: 'name', path, quoted, at };
  return parseArguments(reader, path, at);
}

function parseArguments(reader: TokenReader, path: readonly string[], at: number): Expression {
  const call = { kind: 'call', path, distinct: false, at } as const;
  if (reader.accept(')')) return { ...call, args: [] };
  const name = path.join('.');
  if (name === 'COUNT' && reader.accept('*', ')')) return { ...call, args: [{ kind: 'star', at }] };
  if (name === 'CAST') return parseCast(reader, at);
  if (name === 'EXTRACT') {
    const word = reader.take().value;
    reader.expect('FROM', 923);
    return { ...call, word, args: reader.expressionList() };
  }
  if (name === 'TRIM') return parseTrim(reader, at);
  const distinct = reader.accept('DISTINCT');
  if (!distinct) reader.accept('ALL');
  const args = reader.expressionList();
  if (reader.is('OVER', '(') || reader.is('WITHIN', 'GROUP')) throw reader.error(3001);
  return { ...call, distinct, args };
}

function parseCast(reader: TokenReader, at: number): Expression {
  const value = reader.expression();
  reader.expect('AS', 905);
  const start = reader.next.offset;
  let depth = 1;
  while (depth > 0) {
    if (reader.atEnd) throw reader.error(907);
    if (reader.is('(')) depth += 1;
    if (reader.is(')')) depth -= 1;
    if (depth > 0) reader.take();
  }
  const word = reader.statement.slice(start, reader.next.offset);
  reader.take();
  return { kind: 'call', path: ['CAST'], args: [value], distinct: false, word, at };
}

/** TRIM([LEADING | TRAILING | BOTH] [characters] FROM text), or TRIM(text). */
function parseTrim(reader: TokenReader, at: number): Expression {
  const word = ['LEADING', 'TRAILING', 'BOTH'].find((side) => reader.accept(side)) ?? 'BOTH';
  const args: Expression[] = reader.is('FROM') ? [] : [reader.expression()];
  if (reader.accept('FROM')) args.unshift(reader.expression());
  reader.expect(')', 907);
  return { kind: 'call', path: ['TRIM'], args, distinct: false, word, at };
}

/** After the word CASE. */
export function parseCase(reader: TokenReader, at: number): Expression {
  const subject = reader.is('WHEN') ? undefined : reader.expression();
  const branches: { when: Expression; result: Expression }[] = [];
  while (reader.accept('WHEN')) {
    const when = reader.expression();
    reader.expect('THEN', 905);
    branches.push({ when, result: reader.expression() });
  }
  if (branches.length === 0) throw reader.error(905);
  const otherwise = reader.accept('ELSE') ? reader.expression() : undefined;
  reader.expect('END', 905);
  return {
    kind: 'case',
    branches,
    ...(subject === undefined ? {} : { subject }),
    ...(otherwise === undefined ? {} : { otherwise }),
    at,
  };
}

/** DATE '2024-01-31', TIMESTAMP '2024-01-31 10:00:00.5'. */
export function parseDatetime(reader: TokenReader): Expression | undefined {
  const type = (['DATE', 'TIMESTAMP'] as const).find((word) => reader.is(word));
  if (type === undefined || reader.peek(1).kind !== 'text') return undefined;
  const at = reader.take().offset;
  const { value } = reader.next;
  if (!(type === 'DATE' ? datePattern : timestampPattern).test(value)) throw reader.error(1861);
  reader.take();
  return { kind: 'datetime', type, value, at };
}

const unitsPerDay: Readonly<Record<string, string>> = { DAY: '1', HOUR: '24', MINUTE: '1440', SECOND: '86400' };

/** INTERVAL '15' MINUTE. */
export function parseInterval(reader: TokenReader): Expression | undefined {
  if (!reader.is('INTERVAL') || reader.peek(1).kind !== 'text') return undefined;
  const at = reader.take().offset;
  const amount = reader.take().value;
  const perDay = unitsPerDay[reader.next.value];
  if (perDay === undefined) throw reader.error(3001);
  reader.take();
  if (reader.accept('(')) {
    reader.take();
    reader.expect(')', 907);
  }
  return { kind: 'interval', days: formatDecimal(divideDecimals(parseDecimal(amount), parseDecimal(perDay))), at };
}
