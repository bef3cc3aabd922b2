import { nullType } from '../catalogue/pl-type';
import type { Subprogram } from '../catalogue/specification';
import { RoutineCall } from '../packages/routine';
import type { CompileContext, Compiled, Place } from './compile-context';
import { convertValue } from './conversion';
import type { Position } from './lexer';
import { chooseOverload, type ChosenOverload } from './overloads';
import { assign } from './places';
import { PlsqlError } from './plsql-error';
import type { Run } from './run';
import type { ArgumentNode } from './syntax-tree';
import { emptyValue, type PlValue } from './values';

/** Checks a call of a package's subprogram (or of a function of STANDARD) and makes it executable. */
export function compileCall(
  candidates: readonly Subprogram[],
  given: readonly ArgumentNode[],
  at: Position & { readonly name: string },
  context: CompileContext,
): Compiled {
  const operands = given.map(({ name, value }) => ({
    ...(name === undefined ? {} : { name }),
    operand: context.operand(value, context),
  }));
  const { subprogram, matched } = chooseOverload(candidates, operands, at);
  const fullName = `${subprogram.package}.${subprogram.name}`;
  const routine = context.routine(fullName);
  const inputs = matched.filter(({ parameter }) => parameter.mode !== 'out').map(toInput);
  const outputs = matched.filter(({ parameter }) => parameter.mode !== 'in').map(toOutput);
  return {
    type: subprogram.returns ?? nullType,
    evaluate: async (run) => {
      if (routine === undefined) throw missingBody(fullName);
      const arguments_ = await evaluateInputs(subprogram, inputs, run);
      const call = new RoutineCall(run.session, subprogram, arguments_, run.signal, run.handled);
      // A routine that returns nothing is a procedure's.
      const result = (await routine(call)) as PlValue | undefined;
      for (const { name, place, type } of outputs) await assign(place, call.out.get(name) ?? emptyValue(type), run);
      return result ?? null;
    },
  };
}

type Matched = ChosenOverload['matched'][number];

function toInput({ parameter, operand }: Matched) {
  return { name: parameter.name, type: parameter.type, compiled: operand.value() };
}

function toOutput({ parameter, operand }: Matched): { name: string; type: Matched['parameter']['type']; place: Place } {
  return { name: parameter.name, type: parameter.type, place: operand.place() };
}

async function evaluateInputs(
  subprogram: Subprogram,
  inputs: readonly ReturnType<typeof toInput>[],
  run: Run,
): Promise<Map<string, PlValue>> {
  const values = new Map<string, PlValue>(
    subprogram.parameters.map(({ name, default: omitted }) => [name, omitted?.value ?? null]),
  );
  for (const [index, { name, type, compiled }] of inputs.entries()) {
    const value = convertValue(await compiled.evaluate(run), type);
    // Arguments past the declared ones are further values of the last parameter.
    values.set(subprogram.variadic && index >= subprogram.parameters.length ? `${name} ${String(index)}` : name, value);
  }
  return values;
}

/** The catalogue names it, but the stand-in does not do it. */
function missingBody(fullName: string): PlsqlError {
  return new PlsqlError(6508, `ORA-06508: PL/SQL: could not find program unit being called: "SYS.${fullName}"`);
}
