import { serverError } from '../../../storage/server-error';
import { readDataType } from '../../syntax/data-type';
import { dateOf, kindOf, numberOf, textOf, type Translated } from '../translated';
import type { ExpressionTranslator } from '../expression-translator';
import { simple, type SqlFunction } from './sql-function';

/** TO_DATE and TO_TIMESTAMP: with a format, or by the session's. */
function toDate(type: 'DATE' | 'TIMESTAMP'): SqlFunction {
  return {
    args: [1, 3],
    translate({ args: [value, format] }, translator): Translated {
      if (value === undefined) throw serverError(938);
      const { date, timestamp } = translator.translation.dateFormats;
      const translated = translator.value(value);
      const converted = translator.convert(translated, 'text', value.at).sql;
      const model = format === undefined ? (type === 'DATE' ? date : timestamp) : translator.as('text', format).sql;
      const sql = `o_to_date(${converted}, ${model})`;
      return dateOf(type === 'DATE' ? `substr(${sql}, 1, 19)` : sql, type);
    },
  };
}

function toChar(
  { args: [value, format], at }: Parameters<SqlFunction['translate']>[0],
  translator: ExpressionTranslator,
): Translated {
  if (value === undefined) throw serverError(938, [], at);
  const translated = translator.value(value);
  if (format === undefined) return translator.convert(translated, 'text', at);
  const model = translator.as('text', format).sql;
  const kind = kindOf(translated, at);
  if (kind === 'date') return textOf(`o_date_text(${translated.sql}, ${model})`, 75);
  return textOf(`o_format_number(${translator.convert(translated, 'number', at).sql}, ${model})`, 64);
}

export const conversionFunctions: Readonly<Record<string, SqlFunction>> = {
  TO_CHAR: { args: [1, 3], translate: toChar },
  TO_NUMBER: {
    args: [1, 3],
    translate({ args: [value], at }, translator) {
      if (value === undefined) throw serverError(938, [], at);
      return numberOf(translator.as('number', value).sql);
    },
  },
  TO_DATE: toDate('DATE'),
  TO_TIMESTAMP: toDate('TIMESTAMP'),
  RAWTOHEX: simple(['raw'], 1, (value) => textOf(`hex(${value})`)),
  HEXTORAW: simple(['text'], 1, (value) => ({
    sql: `unhex(${value})`,
    type: 'RAW',
    maxSize: 2000,
    nullable: true,
    wide: false,
  })),
  TO_CLOB: simple(['text'], 1, (value) => ({ sql: value, type: 'CLOB', nullable: true, wide: false })),
  CAST: {
    args: [1, 1],
    translate({ args: [value], word = '', at }, translator) {
      if (value === undefined) throw serverError(938, [], at);
      const type = readDataType(word, at);
      const translated = translator.value(value);
      if (type.type === 'NUMBER') {
        const { sql } = translator.convert(translated, 'number', at);
        return type.scale === undefined ? numberOf(sql) : numberOf(`o_round(${sql}, ${String(type.scale)})`);
      }
      if (type.type === 'DATE' || type.type === 'TIMESTAMP') {
        const { sql } = translator.convert(translated, 'date', at);
        return dateOf(type.type === 'DATE' ? `substr(${sql}, 1, 19)` : sql, type.type);
      }
      if (type.type !== 'VARCHAR2' && type.type !== 'CHAR') throw serverError(3001, [], at);
      const size = type.maxSize ?? 1;
      return textOf(`substr(${translator.convert(translated, 'text', at).sql}, 1, ${String(size)})`, size);
    },
  },
};
