import { serverError } from '../../../storage/server-error';
import { numberOf, textOf } from '../translated';
import { simple, type SqlFunction } from './sql-function';

function pad(side: 'left' | 'right'): SqlFunction {
  return simple(['text', 'number', 'text'], 2, (value, width, filling = "' '") =>
    textOf(`o_pad_${side}(${value}, ${width}, ${filling})`),
  );
}

function trim(name: 'trim' | 'ltrim' | 'rtrim'): SqlFunction {
  return simple(['text', 'text'], 1, (value, characters = "' '") =>
    textOf(`nullif(${name}(${value}, ${characters}), '')`),
  );
}

const sides: Readonly<Record<string, string>> = { LEADING: 'ltrim', TRAILING: 'rtrim', BOTH: 'trim' };

export const textFunctions: Readonly<Record<string, SqlFunction>> = {
  UPPER: simple(['text'], 1, (value) => textOf(`o_upper(${value})`)),
  LOWER: simple(['text'], 1, (value) => textOf(`o_lower(${value})`)),
  INITCAP: simple(['text'], 1, (value) => textOf(`o_initcap(${value})`)),
  LENGTH: simple(['text'], 1, (value) => numberOf(`length(${value})`, false)),
  LENGTHB: simple(['text'], 1, (value) => numberOf(`octet_length(${value})`, false)),
  VSIZE: simple(['text'], 1, (value) => numberOf(`octet_length(${value})`, false)),
  SUBSTR: simple(['text', 'number', 'number'], 2, (value, start, length = 'NULL') =>
    textOf(length === 'NULL' ? `o_substr(${value}, ${start})` : `o_substr(${value}, ${start}, ${length})`),
  ),
  INSTR: simple(['text', 'text', 'number', 'number'], 2, (value, wanted, start = '1', occurrence = '1') =>
    numberOf(`o_instr(${value}, ${wanted}, ${start}, ${occurrence})`, false),
  ),
  REPLACE: simple(['text', 'text', 'text'], 2, (value, wanted, other = 'NULL') =>
    textOf(`nullif(replace(${value}, coalesce(${wanted}, ''), coalesce(${other}, '')), '')`),
  ),
  TRANSLATE: simple(['text', 'text', 'text'], 3, (value, from, to) => textOf(`o_translate(${value}, ${from}, ${to})`)),
  CONCAT: simple(['text', 'text'], 2, (left, right) =>
    textOf(`nullif(coalesce(${left}, '') || coalesce(${right}, ''), '')`),
  ),
  ASCII: simple(['text'], 1, (value) => numberOf(`unicode(${value})`, false)),
  LPAD: pad('left'),
  RPAD: pad('right'),
  LTRIM: trim('ltrim'),
  RTRIM: trim('rtrim'),
  TRIM: {
    args: [1, 2],
    translate({ args: [value, characters], word = 'BOTH', at }, translator) {
      if (value === undefined) throw serverError(938, [], at);
      const set = characters === undefined ? "' '" : translator.as('text', characters).sql;
      return textOf(`nullif(${sides[word] ?? 'trim'}(${translator.as('text', value).sql}, ${set}), '')`);
    },
  },
};
