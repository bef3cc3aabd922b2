import { parseDecimal, truncateDecimal } from '../../storage/decimal';
import { serverError } from '../../storage/server-error';
import type { Expression } from '../syntax/syntax-tree';
import type { Translation } from './translation';

/** A number that is known before anything runs: a literal or a bind. Rounded down. Throws ORA-03001 for anything else. */
export function constantCount(expression: Expression, translation: Translation): bigint {
  if (expression.kind === 'number') return truncateDecimal(parseDecimal(expression.value), 0).units;
  if (expression.kind === 'call' && expression.path.join('.') === 'TO_NUMBER') {
    const [argument] = expression.args;
    if (argument !== undefined) return constantCount(argument, translation);
  }
  if (expression.kind === 'text') return truncateDecimal(parseDecimal(expression.value), 0).units;
  if (expression.kind !== 'bind') throw serverError(3001, [], expression.at);
  const { value } = translation.bind(expression.index);
  if (typeof value !== 'string') throw serverError(1722, [], expression.at);
  return truncateDecimal(parseDecimal(value), 0).units;
}
