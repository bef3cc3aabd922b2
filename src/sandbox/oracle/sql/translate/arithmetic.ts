import { serverError } from '../../storage/server-error';
import type { BinaryOperator } from '../syntax/syntax-tree';
import type { ExpressionTranslator } from './expression-translator';
import { dateOf, numberOf, textOf, type Translated } from './translated';

const functions: Partial<Record<BinaryOperator, string>> = {
  '+': 'o_add',
  '-': 'o_subtract',
  '*': 'o_multiply',
  '/': 'o_divide',
};

/** + - * / and ||, with the arithmetic of dates. */
export function translateArithmetic(
  operator: BinaryOperator,
  left: Translated,
  right: Translated,
  translator: ExpressionTranslator,
  at: number,
): Translated {
  if (operator === '||') return concatenate(left, right, translator, at);
  if (isDate(left) || isDate(right)) return shiftDate(operator, left, right, translator, at);
  const [one, other] = [translator.convert(left, 'number', at), translator.convert(right, 'number', at)];
  return numberOf(`${functions[operator] ?? ''}(${one.sql}, ${other.sql})`);
}

function isDate({ type }: Translated): boolean {
  return type === 'DATE' || type === 'TIMESTAMP';
}

function concatenate(left: Translated, right: Translated, translator: ExpressionTranslator, at: number): Translated {
  const [one, other] = [translator.convert(left, 'text', at), translator.convert(right, 'text', at)];
  const sql = `nullif(coalesce(${one.sql}, '') || coalesce(${other.sql}, ''), '')`;
  if (one.type === 'CLOB' || other.type === 'CLOB') return { sql, type: 'CLOB', nullable: true, wide: false };
  return textOf(sql, Math.min(4000, (one.maxSize ?? 1) + (other.maxSize ?? 1)));
}

function shiftDate(
  operator: BinaryOperator,
  left: Translated,
  right: Translated,
  translator: ExpressionTranslator,
  at: number,
): Translated {
  if (operator === '-' && isDate(left) && isDate(right)) {
    // The difference of two TIMESTAMPs is an INTERVAL, which has no place in the protocol's types here.
    if (left.type === 'TIMESTAMP' || right.type === 'TIMESTAMP') throw serverError(3001, [], at);
    return numberOf(`o_days_between(${left.sql}, ${right.sql})`);
  }
  if (operator !== '+' && operator !== '-') throw serverError(932, ['NUMBER', 'DATE'], at);
  if (isDate(left) && isDate(right)) throw serverError(975, [], at);
  const [date, amount] = isDate(left) ? [left, right] : [right, left];
  if (operator === '-' && date !== left) throw serverError(932, ['NUMBER', 'DATE'], at);
  const days = translator.convert(amount, 'number', at).sql;
  const sql = `o_add_days(${date.sql}, ${operator === '-' ? `o_negate(${days})` : days})`;
  return dateOf(sql, amount.type === 'INTERVAL' && date.type === 'TIMESTAMP' ? 'TIMESTAMP' : 'DATE');
}
