import { serverError } from '../../storage/server-error';
import type { Expression, Select } from '../syntax/syntax-tree';
import { aggregateFunctions } from './functions/aggregate-functions';

/** Throws ORA-00979 or ORA-00937 for a column that is neither grouped by nor inside an aggregate function. */
export function checkGrouping(select: Select, sawAggregate: boolean): void {
  if (select.groupBy.length === 0 && !sawAggregate && select.having === undefined) return;
  const grouped = new Set(select.groupBy.map(fingerprint));
  const error = select.groupBy.length === 0 ? 937 : 979;
  for (const { expression } of select.items) check(expression, grouped, error);
}

function check(expression: Expression, grouped: ReadonlySet<string>, error: number): void {
  if (grouped.has(fingerprint(expression))) return;
  if (expression.kind === 'call' && Object.hasOwn(aggregateFunctions, expression.path.join('.'))) return;
  if (expression.kind === 'subquery' || expression.kind === 'exists') return;
  if (expression.kind === 'name' || expression.kind === 'star') {
    const bare =
      expression.kind === 'name' && /^(?:SYSTIMESTAMP|CURRENT_|LOCALTIMESTAMP)/.test(expression.path[0] ?? '');
    if (!bare) throw serverError(error, [], expression.at);
  }
  for (const part of Object.values(expression)) for (const inner of expressionsIn(part)) check(inner, grouped, error);
}

function expressionsIn(part: unknown): readonly Expression[] {
  if (Array.isArray(part)) return part.flatMap(expressionsIn);
  if (typeof part !== 'object' || part === null) return [];
  return 'kind' in part ? [part as Expression] : Object.values(part).flatMap(expressionsIn);
}

/** The same expression written twice: equal but for where it stands. A qualifier is left out. */
function fingerprint(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (key === 'at') return undefined;
    return key === 'path' && expression.kind === 'name' ? (value as readonly string[]).at(-1) : value;
  });
}
