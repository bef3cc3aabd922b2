import type { Expression } from '../syntax/syntax-tree';
import { constantCount } from './constant-count';
import type { Translation } from './translation';

/** Takes `ROWNUM <= n` and its like out of a WHERE: it becomes SQLite's LIMIT. */
export function splitRownum(
  where: Expression | undefined,
  translation: Translation,
): { readonly conditions: readonly Expression[]; readonly limit?: string } {
  const conditions: Expression[] = [];
  let limit: bigint | undefined;
  for (const condition of where === undefined ? [] : conjuncts(where)) {
    const rows = rownumLimit(condition, translation);
    if (rows === undefined) conditions.push(condition);
    else limit = limit === undefined || rows < limit ? rows : limit;
  }
  return limit === undefined ? { conditions } : { conditions, limit: limit.toString() };
}

function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'binary' || condition.operator !== 'AND') return [condition];
  return [...conjuncts(condition.left), ...conjuncts(condition.right)];
}

function rownumLimit(condition: Expression, translation: Translation): bigint | undefined {
  if (condition.kind !== 'binary') return undefined;
  const { left, operator, right } = condition;
  if (left.kind !== 'name' || left.quoted || left.path.join('.') !== 'ROWNUM') return undefined;
  if (operator !== '<' && operator !== '<=' && operator !== '=') return undefined;
  const count = constantCount(right, translation);
  // A row is counted when it is let through: a second one is never reached by `= 2`.
  if (operator === '=') return count === 1n ? 1n : 0n;
  const rows = operator === '<' ? count - 1n : count;
  return rows < 0n ? 0n : rows;
}
