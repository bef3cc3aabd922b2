import { scalarType } from '../catalogue/pl-type';
import { compileError } from './compile-errors';
import type { Compiled } from './compile-context';
import { numberOf } from './conversion';
import { PlsqlError } from './plsql-error';
import type { Run } from './run';
import type { ReferenceStep } from './syntax-tree';
import type { PlTable, PlValue } from './values';

const integer = scalarType('PLS_INTEGER') ?? { kind: 'scalar', name: 'PLS_INTEGER' };
const boolean = scalarType('BOOLEAN') ?? { kind: 'scalar', name: 'BOOLEAN' };

type Method = (elements: readonly PlValue[], argument: number) => PlValue;

const withoutArgument: Readonly<Record<string, Method>> = {
  COUNT: (elements) => BigInt(elements.length),
  FIRST: (elements) => (elements.length === 0 ? null : 1n),
  LAST: (elements) => (elements.length === 0 ? null : BigInt(elements.length)),
  LIMIT: () => null,
};

const withArgument: Readonly<Record<string, Method>> = {
  NEXT: (elements, at) => (at < elements.length ? BigInt(Math.max(at + 1, 1)) : null),
  PRIOR: (elements, at) => (at > 1 && elements.length > 0 ? BigInt(Math.min(at - 1, elements.length)) : null),
  EXISTS: (elements, at) => at >= 1 && at <= elements.length,
};

/** COUNT, FIRST, NEXT(i) … of a nested table. Undefined for a name that is no method. */
export function collectionMethod(
  base: Compiled,
  step: ReferenceStep,
  arguments_: readonly Compiled[],
): Compiled | undefined {
  const plain = withoutArgument[step.name];
  const method = plain ?? withArgument[step.name];
  if (method === undefined) return undefined;
  if (arguments_.length !== (plain === undefined ? 1 : 0)) throw compileError(306, step, step.name);
  return {
    type: step.name === 'EXISTS' ? boolean : integer,
    evaluate: async (run: Run) => {
      const { elements } = (await base.evaluate(run)) as PlTable;
      const [argument] = arguments_;
      const at = argument === undefined ? null : await argument.evaluate(run);
      // EXISTS is the one method that a NULL collection answers.
      if (elements === undefined) {
        if (step.name === 'EXISTS') return false;
        throw PlsqlError.of(6531);
      }
      if (argument !== undefined && at === null) return step.name === 'EXISTS' ? false : null;
      return method(elements, at === null ? 0 : Number(numberOf(at)));
    },
  };
}
