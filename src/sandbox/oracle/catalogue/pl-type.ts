/** PL/SQL types as the checker knows them. */
export type ScalarName =
  | 'VARCHAR2'
  | 'NUMBER'
  | 'PLS_INTEGER'
  | 'BOOLEAN'
  | 'RAW'
  | 'CLOB'
  | 'BLOB'
  | 'BFILE'
  | 'DATE'
  | 'TIMESTAMP'
  | 'ROWID'
  /** The type of the literal NULL: goes anywhere. */
  | 'NULL';

export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: ScalarName;
  /** Bytes, of VARCHAR2 and RAW. Undefined: not constrained (parameters, literals). */
  readonly size?: number;
  /** INTEGER and its like: a NUMBER that is rounded to a whole number. */
  readonly whole?: true;
}

/** An object type or a package's record. */
export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, PlType>;
  /** A package's record (UTL_FILE.FILE_TYPE) exists empty; an object type starts out atomically NULL. */
  readonly object: boolean;
}

/** A nested table. */
export interface TableType {
  readonly kind: 'table';
  readonly name: string;
  readonly element: PlType;
}

export type PlType = ScalarType | RecordType | TableType;

const spellings: Readonly<Record<string, ScalarType>> = {
  VARCHAR2: { kind: 'scalar', name: 'VARCHAR2' },
  VARCHAR: { kind: 'scalar', name: 'VARCHAR2' },
  CHAR: { kind: 'scalar', name: 'VARCHAR2' },
  STRING: { kind: 'scalar', name: 'VARCHAR2' },
  NUMBER: { kind: 'scalar', name: 'NUMBER' },
  INTEGER: { kind: 'scalar', name: 'NUMBER', whole: true },
  INT: { kind: 'scalar', name: 'NUMBER', whole: true },
  PLS_INTEGER: { kind: 'scalar', name: 'PLS_INTEGER' },
  BINARY_INTEGER: { kind: 'scalar', name: 'PLS_INTEGER' },
  NATURAL: { kind: 'scalar', name: 'PLS_INTEGER' },
  POSITIVE: { kind: 'scalar', name: 'PLS_INTEGER' },
  BOOLEAN: { kind: 'scalar', name: 'BOOLEAN' },
  RAW: { kind: 'scalar', name: 'RAW' },
  CLOB: { kind: 'scalar', name: 'CLOB' },
  BLOB: { kind: 'scalar', name: 'BLOB' },
  BFILE: { kind: 'scalar', name: 'BFILE' },
  DATE: { kind: 'scalar', name: 'DATE' },
  TIMESTAMP: { kind: 'scalar', name: 'TIMESTAMP' },
  ROWID: { kind: 'scalar', name: 'ROWID' },
};

/** A built-in scalar type by the name that a declaration uses, `VARCHAR2(30)` with its size. */
export function scalarType(name: string, size?: number): ScalarType | undefined {
  const found = spellings[name.toUpperCase()];
  return found === undefined || size === undefined ? found : { ...found, size };
}

export const nullType: ScalarType = { kind: 'scalar', name: 'NULL' };
