import { isLike } from '../plsql/operators';
import { tokenize, type Token } from '../plsql/lexer';
import { detail, errorStatus, invalidArgument } from './api-error';

export type NameTest = (name: string) => boolean;

/** A quoted comma list: `'EMP','DEPT'`. */
export function parseNameList(parameter: string, text: string): readonly string[] {
  const tokens = tokenize(text);
  const names: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const isSeparator = index % 2 === 1;
    if (isSeparator ? token.value !== ',' && token.kind !== 'end' : token.kind !== 'text') throw badlyFormed(parameter);
    if (token.kind === 'text') names.push(token.value);
  }
  return names;
}

function badlyFormed(parameter: string): Error {
  const text = `ORA-39071: Value of ${parameter} is badly formed.`;
  return invalidArgument({ errorNumber: 39071, text }, detail('ORA-00936: missing expression'));
}

/**
 * An SQL condition without its column: `IN ('A','B')`, `NOT IN (…)`, `= 'A'`, `!= 'A'`, `LIKE 'A%'`, `NOT LIKE`,
 * `BETWEEN 'A' AND 'B'`, comparisons. Anything else is ORA-39071.
 */
export function parseNameExpression(parameter: string, text: string): NameTest {
  const tokens = tokenize(text);
  let at = 0;
  const next = (): Token => tokens[at++] ?? (tokens.at(-1) as Token);
  const literal = (): string => {
    const token = next();
    if (token.kind !== 'text') throw badlyFormed(parameter);
    return token.value;
  };
  let operator = next().value;
  const isNegated = operator === 'NOT';
  if (isNegated) operator = next().value;
  const test = parseTest(operator, { next, literal, fail: () => badlyFormed(parameter) });
  if (next().kind !== 'end') throw badlyFormed(parameter);
  return isNegated ? (name) => !test(name) : test;
}

interface Cursor {
  readonly next: () => Token;
  readonly literal: () => string;
  readonly fail: () => Error;
}

function parseTest(operator: string, { next, literal, fail }: Cursor): NameTest {
  if (operator === 'IN') {
    const names = new Set<string>();
    if (next().value !== '(') throw fail();
    for (let separator = ','; separator !== ')';) {
      names.add(literal());
      separator = next().value;
      if (separator !== ',' && separator !== ')') throw fail();
    }
    return (name) => names.has(name);
  }
  if (operator === 'BETWEEN') {
    const low = literal();
    if (next().value !== 'AND') throw fail();
    const high = literal();
    return (name) => name >= low && name <= high;
  }
  const comparison = comparisons[operator];
  if (comparison === undefined) throw fail();
  const value = literal();
  return (name) => comparison(name, value);
}

const comparisons: Readonly<Record<string, (name: string, value: string) => boolean>> = {
  '=': (name, value) => name === value,
  '!=': (name, value) => name !== value,
  '<>': (name, value) => name !== value,
  '<': (name, value) => name < value,
  '>': (name, value) => name > value,
  '<=': (name, value) => name <= value,
  '>=': (name, value) => name >= value,
  LIKE: isLike,
};

/** The names that a filter spells out, to tell which of them do not exist. */
export function namesIn(text: string): readonly string[] {
  return tokenize(text)
    .filter((token) => token.kind === 'text' && !token.value.includes('%'))
    .map((token) => token.value);
}

/** A filter of either spelling: NAME_EXPR, SCHEMA_LIST, … */
export function filterTest(name: string, value: string): NameTest {
  if (!name.endsWith('_LIST')) return parseNameExpression(name, value);
  const names = new Set(parseNameList(name, value));
  return (candidate) => names.has(candidate);
}

/** A filter, remap or transform of a name that there is not: ORA-39001 with its own detail. */
export function unknownName(code: number, name: string): Error {
  return invalidArgument(errorStatus(code, name));
}
