import { serverError } from '../../../storage/server-error';
import { combined, dateOf, textOf } from '../translated';
import type { SqlFunction } from './sql-function';

/** The first of its arguments that is not NULL. */
function firstOf(fewest: number, most: number): SqlFunction {
  return {
    args: [fewest, most],
    translate({ args, at }, translator) {
      const { kind, values } = translator.unify(
        args.map((argument) => translator.value(argument)),
        at,
      );
      return combined(`coalesce(${values.map((value) => value.sql).join(', ')})`, kind, values);
    },
  };
}

/** GREATEST and LEAST: NULL if any argument is. */
function extremeOf(operator: '>' | '<'): SqlFunction {
  return {
    args: [1, 20],
    translate({ args, at }, translator) {
      const { kind, values } = translator.unify(
        args.map((argument) => translator.value(argument)),
        at,
      );
      const name = operator === '>' ? 'max' : 'min';
      const all = values.map((value) => value.sql).join(', ');
      // SQLite's max() and min() of several arguments are NULL if one is.
      if (!values.some((value) => value.wide) && values.length > 1) return combined(`${name}(${all})`, kind, values);
      if (kind === 'number') return combined(`o_${name}_of(${all})`, kind, values);
      return combined(all, kind, values);
    },
  };
}

export const generalFunctions: Readonly<Record<string, SqlFunction>> = {
  NVL: firstOf(2, 2),
  COALESCE: firstOf(2, 50),
  GREATEST: extremeOf('>'),
  LEAST: extremeOf('<'),
  NVL2: {
    args: [3, 3],
    translate({ args: [test, some, none], at }, translator) {
      if (test === undefined || some === undefined || none === undefined) throw serverError(909, [], at);
      const { kind, values } = translator.unify([translator.value(some), translator.value(none)], at);
      const [one, other] = values.map((value) => value.sql);
      return combined(
        `iif(${translator.value(test).sql} IS NOT NULL, ${one ?? 'NULL'}, ${other ?? 'NULL'})`,
        kind,
        values,
      );
    },
  },
  NULLIF: {
    args: [2, 2],
    translate({ args: [left, right], at }, translator) {
      if (left === undefined || right === undefined) throw serverError(909, [], at);
      const { kind, values } = translator.unify([translator.value(left), translator.value(right)], at);
      return combined(`nullif(${values.map((value) => value.sql).join(', ')})`, kind, values);
    },
  },
  DECODE: {
    args: [3, 255],
    translate({ args, at }, translator) {
      const [subject, ...rest] = args;
      if (subject === undefined) throw serverError(938, [], at);
      const value = translator.value(subject);
      const pairs = Math.floor(rest.length / 2);
      const resultAt = (index: number): (typeof args)[number] => rest[index] ?? subject;
      const results = Array.from({ length: pairs }, (_, pair) => translator.value(resultAt(pair * 2 + 1)));
      if (rest.length % 2 === 1) results.push(translator.value(resultAt(rest.length - 1)));
      const { kind, values } = translator.unify(results, at);
      const branches = Array.from({ length: pairs }, (_, pair) => {
        const wanted = translator.value(resultAt(pair * 2));
        // For DECODE, NULL equals NULL.
        const equal = translator.compare(value, '=', wanted, at).replace(' = ', ' IS ');
        return `WHEN ${equal} THEN ${values[pair]?.sql ?? 'NULL'}`;
      });
      const last = rest.length % 2 === 1 ? ` ELSE ${values.at(-1)?.sql ?? 'NULL'}` : '';
      return combined(`CASE ${branches.join(' ')}${last} END`, kind, values);
    },
  },
  SYSDATE: { args: [0, 0], translate: () => dateOf('o_now(0)') },
  CURRENT_DATE: { args: [0, 0], bare: true, translate: () => dateOf('o_now(0)') },
  SYSTIMESTAMP: { args: [0, 0], bare: true, translate: () => dateOf('o_now(1)', 'TIMESTAMP') },
  CURRENT_TIMESTAMP: { args: [0, 1], bare: true, translate: () => dateOf('o_now(1)', 'TIMESTAMP') },
  LOCALTIMESTAMP: { args: [0, 1], bare: true, translate: () => dateOf('o_now(1)', 'TIMESTAMP') },
  DBTIMEZONE: { args: [0, 0], bare: true, translate: () => textOf("'+00:00'", 6) },
  SESSIONTIMEZONE: { args: [0, 0], bare: true, translate: () => textOf("'+00:00'", 75) },
};
