import type { PlType, ScalarName } from '../catalogue/pl-type';
import type { SqlType } from '../engine';

const sqlTypes: Readonly<Record<ScalarName, SqlType>> = {
  VARCHAR2: 'VARCHAR2',
  NUMBER: 'NUMBER',
  PLS_INTEGER: 'NUMBER',
  BOOLEAN: 'NUMBER',
  RAW: 'RAW',
  CLOB: 'CLOB',
  BLOB: 'BLOB',
  BFILE: 'BFILE',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
  ROWID: 'ROWID',
  NULL: 'VARCHAR2',
};

/** The SQL type that a PL/SQL value is bound as. */
export function bindTypeOf(type: PlType): SqlType {
  return type.kind === 'scalar' ? sqlTypes[type.name] : 'VARCHAR2';
}
