import { serverError } from '../../../storage/server-error';
import { dateOf, kindOf, numberOf, textOf } from '../translated';
import { simple, type SqlFunction } from './sql-function';

/** ROUND and TRUNC work on numbers; TRUNC also on dates. */
function rounding(name: 'round' | 'truncate'): SqlFunction {
  return {
    args: [1, 2],
    translate({ args: [value, second], at }, translator) {
      if (value === undefined) throw serverError(938, [], at);
      const translated = translator.value(value);
      if (kindOf(translated, at) === 'date') {
        if (name === 'round') throw serverError(3001, [], at);
        return dateOf(
          `o_truncate_date(${translated.sql}, ${second === undefined ? "'DD'" : translator.as('text', second).sql})`,
        );
      }
      const digits = second === undefined ? '0' : translator.as('number', second).sql;
      return numberOf(`o_${name}(${translator.convert(translated, 'number', at).sql}, ${digits})`);
    },
  };
}

const datePart: Readonly<Record<string, readonly [number, number]>> = {
  YEAR: [1, 4],
  MONTH: [6, 2],
  DAY: [9, 2],
  HOUR: [12, 2],
  MINUTE: [15, 2],
  SECOND: [18, 2],
};

export const numberFunctions: Readonly<Record<string, SqlFunction>> = {
  ROUND: rounding('round'),
  TRUNC: rounding('truncate'),
  ABS: simple(['number'], 1, (value) => numberOf(`iif(o_compare(${value}, 0) < 0, o_negate(${value}), ${value})`)),
  SIGN: simple(['number'], 1, (value) => numberOf(`o_compare(${value}, 0)`, false)),
  MOD: simple(['number', 'number'], 2, (value, divisor) => numberOf(`o_modulo(${value}, ${divisor})`)),
  FLOOR: simple(['number'], 1, (value) => numberOf(`o_floor(${value})`)),
  CEIL: simple(['number'], 1, (value) => numberOf(`o_negate(o_floor(o_negate(${value})))`)),
  ADD_MONTHS: simple(['date', 'number'], 2, (date, months) => dateOf(`o_add_months(${date}, ${months})`)),
  LAST_DAY: simple(['date'], 1, (date) => dateOf(`o_last_day(${date})`)),
  EXTRACT: {
    args: [1, 1],
    translate({ args: [value], word = '', at }, translator) {
      const [start, length] = datePart[word] ?? [];
      if (value === undefined || start === undefined) throw serverError(3001, [], at);
      const date = translator.as('date', value).sql;
      return numberOf(`CAST(substr(${date}, ${String(start)}, ${String(length)}) AS INTEGER)`, false);
    },
  },
  SCN_TO_TIMESTAMP: simple(['number'], 1, (scn) => dateOf(`o_scn_time(${scn})`, 'TIMESTAMP')),
  TIMESTAMP_TO_SCN: simple(['date'], 1, (time) => numberOf(`o_time_scn(${time})`, false)),
  CHR: simple(['number'], 1, (code) => textOf(`char(${code})`, 4)),
};
