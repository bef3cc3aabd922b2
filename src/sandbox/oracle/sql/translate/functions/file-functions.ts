import type { ExpressionTranslator } from '../expression-translator';
import { numberOf, textOf, type Translated } from '../translated';
import { serverError } from '../../../storage/server-error';
import type { Expression } from '../../syntax/syntax-tree';
import { simple, type SqlFunction } from './sql-function';

/** Functions of a BFILE read through the host's files, with the privileges of the session. */
function onBfile(name: string): SqlFunction {
  return {
    args: [1, 1],
    translate({ args: [argument], at }, translator) {
      const file = bfile(argument, translator, at);
      return numberOf(`${name}(${file.sql}, ${String(translator.translation.session.caller.sid)})`, false);
    },
  };
}

function bfile(argument: Expression | undefined, translator: ExpressionTranslator, at: number): Translated {
  const value = argument === undefined ? undefined : translator.value(argument);
  if (value?.type !== 'BFILE') throw serverError(932, ['FILE', value?.type ?? '-'], at);
  return value;
}

/** DBMS_LOB.GETLENGTH also measures CLOB (characters) and BLOB (bytes). */
const getLength: SqlFunction = {
  args: [1, 1],
  translate(call, translator) {
    const [argument] = call.args;
    const value = argument === undefined ? undefined : translator.value(argument);
    if (value?.type === 'CLOB' || value?.type === 'BLOB') return numberOf(`length(${value.sql})`, false);
    return onBfile('o_bfile_length').translate(call, translator);
  },
};

export const fileFunctions: Readonly<Record<string, SqlFunction>> = {
  BFILENAME: simple(['text', 'text'], 2, (directory, filename) => ({
    sql: `json_array(${directory}, ${filename})`,
    type: 'BFILE',
    nullable: true,
    wide: false,
  })),
  'DBMS_LOB.GETLENGTH': getLength,
  'DBMS_LOB.FILEEXISTS': onBfile('o_bfile_exists'),
  'DBMS_LOB.SUBSTR': {
    args: [1, 3],
    translate({ args: [value, amount, offset], at }, translator) {
      const lob = value === undefined ? undefined : translator.value(value);
      if (lob?.type !== 'CLOB') throw serverError(3001, [], at);
      const length = amount === undefined ? '32767' : translator.as('number', amount).sql;
      const from = offset === undefined ? '1' : translator.as('number', offset).sql;
      return textOf(`nullif(substr(${lob.sql}, ${from}, ${length}), '')`);
    },
  },
};
