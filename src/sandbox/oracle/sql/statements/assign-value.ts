import type { ColumnInfo, SqlValue } from '../../engine';
import type { NlsSettings } from '../session/nls-settings';
import type { ExpressionType } from '../translate/translated';
import { formatDate } from '../values/format-date';
import { plainNumber } from '../values/format-number';
import { readDate } from '../values/read-date';

/** A value of one type on its way into a column of another, converted as Oracle does by itself. */
export function assignValue(value: SqlValue, from: ExpressionType, column: ColumnInfo, nls: NlsSettings): SqlValue {
  if (typeof value !== 'string') return value;
  const isDate = from === 'DATE' || from === 'TIMESTAMP';
  const model = (type: ExpressionType): string => nls.get(type === 'DATE' ? 'NLS_DATE_FORMAT' : 'NLS_TIMESTAMP_FORMAT');
  switch (column.type) {
    case 'DATE':
    case 'TIMESTAMP':
      return isDate ? value : readDate(value, model(column.type));
    case 'VARCHAR2':
    case 'CHAR':
    case 'CLOB':
      if (isDate) return formatDate(value, model(from));
      return from === 'NUMBER' ? plainNumber(value) : value;
    default:
      return value;
  }
}
