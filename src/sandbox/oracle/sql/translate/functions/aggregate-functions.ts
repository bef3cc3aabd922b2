import { serverError } from '../../../storage/server-error';
import type { ExpressionOf } from '../../syntax/syntax-tree';
import type { ExpressionTranslator } from '../expression-translator';
import { combined, kindOf, numberOf, type Translated } from '../translated';
import type { SqlFunction } from './sql-function';

/** A whole number of few digits: SQLite's own sum over as many rows as fit is exact. */
const nativePrecision = 9;

type Aggregate = (call: ExpressionOf<'call'>, translator: ExpressionTranslator) => Translated;

function aggregate(translate: Aggregate): SqlFunction {
  return {
    args: [1, 1],
    translate(call, translator) {
      if (translator.place.aggregates === 'refused') throw serverError(934, [], call.at);
      if (call.args.some((argument) => containsAggregate(argument))) throw serverError(935, [], call.at);
      translator.sawAggregate = true;
      return translate(call, translator);
    },
  };
}

export const aggregateFunctions: Readonly<Record<string, SqlFunction>> = {
  COUNT: aggregate(({ args: [argument], distinct, at }, translator) => {
    if (argument === undefined) throw serverError(909, [], at);
    if (argument.kind === 'star') return numberOf('count(*)', false);
    return numberOf(`count(${distinct ? 'DISTINCT ' : ''}${translator.value(argument).sql})`, false);
  }),
  SUM: aggregate(({ args: [argument], distinct, at }, translator) => {
    if (argument === undefined) throw serverError(909, [], at);
    const value = translator.as('number', argument);
    const native = value.scale === 0 && value.precision !== undefined && value.precision <= nativePrecision;
    return numberOf(`${native ? 'sum' : 'o_sum'}(${distinct ? 'DISTINCT ' : ''}${value.sql})`, !native);
  }),
  AVG: aggregate(({ args: [argument], distinct, at }, translator) => {
    if (argument === undefined) throw serverError(909, [], at);
    return numberOf(`o_avg(${distinct ? 'DISTINCT ' : ''}${translator.as('number', argument).sql})`);
  }),
  MIN: aggregate((call, translator) => extreme('min', call, translator)),
  MAX: aggregate((call, translator) => extreme('max', call, translator)),
};

function extreme(
  name: 'min' | 'max',
  { args: [argument], at }: ExpressionOf<'call'>,
  translator: ExpressionTranslator,
): Translated {
  if (argument === undefined) throw serverError(909, [], at);
  const value = translator.value(argument);
  const kind = kindOf(value, at) ?? 'text';
  const sql = `${value.wide ? `o_${name}` : name}(${value.sql})`;
  return combined(sql, kind, [value]);
}

/** Whether an aggregate function stands somewhere in the expression, not counting queries inside. */
export function containsAggregate(expression: unknown): boolean {
  if (typeof expression !== 'object' || expression === null) return false;
  if (Array.isArray(expression)) return expression.some(containsAggregate);
  const node = expression as { readonly kind?: string; readonly path?: readonly string[] };
  if (node.kind === 'subquery' || node.kind === 'exists') return false;
  if (node.kind === 'call' && Object.hasOwn(aggregateFunctions, node.path?.join('.') ?? '')) return true;
  return Object.values(node).some(containsAggregate);
}
