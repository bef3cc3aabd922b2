import type { Parameter, Subprogram } from '../catalogue/specification';
import { compileError } from './compile-errors';
import type { Operand } from './compile-context';
import type { Position } from './lexer';
import { conversionCost } from './type-rules';

export interface NamedOperand {
  readonly name?: string;
  readonly operand: Operand;
}

/** What each parameter of the chosen overload gets; a parameter that is not listed takes its default. */
export interface ChosenOverload {
  readonly subprogram: Subprogram;
  readonly matched: readonly { readonly parameter: Parameter; readonly operand: Operand }[];
}

/**
 * The one overload that the arguments fit: by names, by count, then by the cheapest conversions.
 *
 * Throws PLS-00306 when none fits, PLS-00307 when several fit equally well, PLS-00312 for a positional argument after a
 * named one.
 */
export function chooseOverload(
  candidates: readonly Subprogram[],
  given: readonly NamedOperand[],
  at: Position & { readonly name: string },
): ChosenOverload {
  const firstNamed = given.findIndex(({ name }) => name !== undefined);
  const lateOne = firstNamed === -1 ? undefined : given.slice(firstNamed).find(({ name }) => name === undefined);
  if (lateOne !== undefined) throw compileError(312, lateOne.operand);
  const fitting = candidates.flatMap((subprogram) => {
    const matched = matchArguments(subprogram, given);
    const cost = matched === undefined ? undefined : totalCost(matched);
    return matched === undefined || cost === undefined ? [] : [{ subprogram, matched, cost }];
  });
  const cheapest = Math.min(...fitting.map(({ cost }) => cost));
  const [chosen, another] = fitting.filter(({ cost }) => cost === cheapest);
  if (chosen === undefined) throw compileError(306, at, at.name);
  // STANDARD's own overloads are the compiler's business on a server: the first declared one is as good as the others.
  if (another !== undefined && chosen.subprogram.package !== 'STANDARD') throw compileError(307, at, at.name);
  return chosen;
}

function matchArguments(subprogram: Subprogram, given: readonly NamedOperand[]): ChosenOverload['matched'] | undefined {
  const matched: { parameter: Parameter; operand: Operand }[] = [];
  for (const [index, { name, operand }] of given.entries()) {
    const parameter =
      name === undefined
        ? (subprogram.parameters[index] ?? (subprogram.variadic ? subprogram.parameters.at(-1) : undefined))
        : subprogram.parameters.find((one) => one.name === name);
    const isRepeated = !subprogram.variadic && matched.some((one) => one.parameter === parameter);
    if (parameter === undefined || isRepeated) return undefined;
    matched.push({ parameter, operand });
  }
  const isComplete = subprogram.parameters.every(
    (parameter) => parameter.default !== undefined || matched.some((one) => one.parameter === parameter),
  );
  return isComplete ? matched : undefined;
}

function totalCost(matched: ChosenOverload['matched']): number | undefined {
  let total = 0;
  for (const { parameter, operand } of matched) {
    const inward = parameter.mode === 'out' ? 0 : conversionCost(operand.type, parameter.type);
    const outward = parameter.mode === 'in' ? 0 : conversionCost(parameter.type, operand.type);
    if (inward === undefined || outward === undefined) return undefined;
    total += inward + outward;
  }
  return total;
}
