import type { ColumnInfo, SqlType } from '../../engine';
import { serverError } from '../../storage/server-error';

export type ExpressionType = SqlType | 'BOOLEAN' | 'NULL' | 'INTERVAL';

/** A piece of SQLite's SQL, and what Oracle would say about its value. */
export interface Translated {
  readonly sql: string;
  readonly type: ExpressionType;
  readonly maxSize?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly nullable: boolean;
  /** A NUMBER that may not lie as SQLite's own (see number-coding): comparing takes a function. */
  readonly wide: boolean;
}

export function numberOf(sql: string, wide = true): Translated {
  return { sql, type: 'NUMBER', nullable: true, wide };
}

export function textOf(sql: string, maxSize = 4000): Translated {
  return { sql, type: 'VARCHAR2', maxSize, nullable: true, wide: false };
}

export function dateOf(sql: string, type: 'DATE' | 'TIMESTAMP' = 'DATE'): Translated {
  return { sql, type, nullable: true, wide: false };
}

/** What a column of this name, holding this, is described as. */
export function describe(name: string, { type, maxSize, precision, scale, nullable }: Translated): ColumnInfo {
  if (type === 'NULL' || type === 'BOOLEAN') return { name, type: 'VARCHAR2', maxSize: 1, nullable: true };
  const size = maxSize === undefined ? {} : { maxSize: Math.max(1, maxSize) };
  const digits = { ...(precision === undefined ? {} : { precision }), ...(scale === undefined ? {} : { scale }) };
  return { name, type: type === 'INTERVAL' ? 'NUMBER' : type, nullable, ...size, ...digits };
}

const kinds = { text: 'CHAR', number: 'NUMBER', date: 'DATE', raw: 'BINARY' } as const;
export type Kind = keyof typeof kinds;

/** Types that compare with each other. Throws ORA-00932 for LOBs and files. */
export function kindOf({ type }: Translated, at: number): Kind | undefined {
  switch (type) {
    case 'VARCHAR2':
    case 'CHAR':
    case 'ROWID':
    case 'CLOB':
      return 'text';
    case 'NUMBER':
    case 'BINARY_DOUBLE':
    case 'INTERVAL':
      return 'number';
    case 'DATE':
    case 'TIMESTAMP':
      return 'date';
    case 'RAW':
      return 'raw';
    case 'NULL':
      return undefined;
    case 'BLOB':
    case 'BFILE':
      throw serverError(932, ['-', type === 'BFILE' ? 'FILE' : type], at);
    case 'BOOLEAN':
      throw serverError(920, [], at);
  }
}

/** Converts as Oracle does by itself. `dateFormat` is SQL for NLS_DATE_FORMAT. Throws ORA-00932. */
export function convert(
  value: Translated,
  kind: Kind,
  formats: { date: string; timestamp: string },
  at: number,
): Translated {
  const from = kindOf(value, at);
  if (from === undefined || from === kind) return value;
  if (kind === 'text' && from === 'number') return textOf(`o_number_text(${value.sql})`, 40);
  if (kind === 'text' && from === 'date')
    return textOf(`o_date_text(${value.sql}, ${value.type === 'DATE' ? formats.date : formats.timestamp})`, 75);
  if (kind === 'text' && from === 'raw') return textOf(`hex(${value.sql})`, (value.maxSize ?? 2000) * 2);
  if (kind === 'number' && from === 'text') return numberOf(`o_to_number(${value.sql})`);
  if (kind === 'date' && from === 'text') return dateOf(`o_to_date(${value.sql}, ${formats.date})`);
  if (kind === 'raw' && from === 'text') return { ...value, sql: `unhex(${value.sql})`, type: 'RAW' };
  throw serverError(932, [kinds[kind], kinds[from]], at);
}

/** One of several values of one kind. */
export function combined(sql: string, kind: Kind, values: readonly Translated[]): Translated {
  const wide = values.some((value) => value.wide);
  if (kind === 'number') return numberOf(sql, wide);
  if (kind === 'date') return dateOf(sql, values.some((value) => value.type === 'TIMESTAMP') ? 'TIMESTAMP' : 'DATE');
  const maxSize = Math.max(1, ...values.map((value) => value.maxSize ?? 1));
  if (kind === 'raw') return { sql, type: 'RAW', maxSize, nullable: true, wide: false };
  return values.some((value) => value.type === 'CLOB')
    ? { sql, type: 'CLOB', nullable: true, wide: false }
    : textOf(sql, maxSize);
}
