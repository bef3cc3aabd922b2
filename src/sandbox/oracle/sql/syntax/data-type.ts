import type { ColumnInfo } from '../../engine';
import { serverError } from '../../storage/server-error';

export type DataType = Pick<ColumnInfo, 'type' | 'maxSize' | 'precision' | 'scale'>;

const pattern =
  /^\s*([A-Z][A-Z0-9_ ]*?)\s*(?:\(\s*(\d+|\*)\s*(?:CHAR|BYTE)?\s*(?:,\s*(-?\d+)\s*)?\))?\s*(WITH (?:LOCAL )?TIME ZONE)?\s*$/i;

/** A column's type as written: VARCHAR2(20 CHAR), NUMBER(10,2), TIMESTAMP(6), … Throws ORA-00902, ORA-00906. */
export function readDataType(text: string, at = 0): DataType {
  const [, name = '', first, second, zone] = pattern.exec(text.replaceAll(/\s+/g, ' ')) ?? [];
  const size = first === undefined || first === '*' ? undefined : Number(first);
  if (zone !== undefined) throw serverError(3001, [], at);
  switch (name.toUpperCase()) {
    case 'VARCHAR2':
    case 'VARCHAR':
    case 'NVARCHAR2':
      if (size === undefined) throw serverError(906, [], at);
      return {
        type: 'VARCHAR2',
        maxSize: /CHAR\s*\)/i.test(text.replace(/^\s*\w+/, '')) ? Math.min(size * 4, 4000) : size,
      };
    case 'CHAR':
    case 'NCHAR':
    case 'CHARACTER':
      return { type: 'CHAR', maxSize: size ?? 1 };
    case 'NUMBER':
    case 'DECIMAL':
    case 'NUMERIC':
    case 'DEC':
      if (size === undefined)
        return second === undefined ? { type: 'NUMBER' } : { type: 'NUMBER', precision: 38, scale: Number(second) };
      return { type: 'NUMBER', precision: size, scale: Number(second ?? 0) };
    case 'INTEGER':
    case 'INT':
    case 'SMALLINT':
      return { type: 'NUMBER', precision: 38, scale: 0 };
    case 'FLOAT':
    case 'REAL':
    case 'DOUBLE PRECISION':
      return { type: 'NUMBER' };
    case 'BINARY_DOUBLE':
    case 'BINARY_FLOAT':
      return { type: 'BINARY_DOUBLE' };
    case 'DATE':
      return { type: 'DATE' };
    case 'TIMESTAMP':
      return { type: 'TIMESTAMP', scale: size ?? 6 };
    case 'RAW':
      if (size === undefined) throw serverError(906, [], at);
      return { type: 'RAW', maxSize: size };
    case 'CLOB':
    case 'NCLOB':
    case 'LONG':
      return { type: 'CLOB' };
    case 'BLOB':
      return { type: 'BLOB' };
    case 'BFILE':
      return { type: 'BFILE' };
    case 'ROWID':
    case 'UROWID':
      return { type: 'ROWID' };
    default:
      throw serverError(902, [], at);
  }
}

/** A column's type as the dictionary writes it in DATA_TYPE: TIMESTAMP(6), NUMBER, VARCHAR2. */
export function dataTypeName({ type, scale }: DataType): string {
  return type === 'TIMESTAMP' ? `TIMESTAMP(${String(scale ?? 6)})` : type;
}
