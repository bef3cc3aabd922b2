import type { ColumnInfo, SqlType } from '../engine';
import { fieldVersions, type Dialect } from './dialect';
import type { MessageWriter } from './message-writer';
import { charsets, wireTypes } from './protocol-codes';
import type { WireType } from './wire-values';

interface TypeDescription {
  readonly code: number;
  readonly maxSize: number;
  readonly charsetForm: number;
}

const descriptions: Record<SqlType, TypeDescription> = {
  VARCHAR2: { code: wireTypes.varchar, maxSize: 4000, charsetForm: 1 },
  CHAR: { code: wireTypes.char, maxSize: 2000, charsetForm: 1 },
  NUMBER: { code: wireTypes.number, maxSize: 22, charsetForm: 0 },
  DATE: { code: wireTypes.date, maxSize: 7, charsetForm: 0 },
  TIMESTAMP: { code: wireTypes.timestamp, maxSize: 11, charsetForm: 0 },
  RAW: { code: wireTypes.raw, maxSize: 2000, charsetForm: 0 },
  CLOB: { code: wireTypes.clob, maxSize: 4000, charsetForm: 1 },
  BLOB: { code: wireTypes.blob, maxSize: 4000, charsetForm: 0 },
  BFILE: { code: wireTypes.bfile, maxSize: 530, charsetForm: 0 },
  BINARY_DOUBLE: { code: wireTypes.binaryDouble, maxSize: 8, charsetForm: 0 },
  ROWID: { code: wireTypes.rowid, maxSize: 18, charsetForm: 0 },
};

const sizedTypes: ReadonlySet<SqlType> = new Set(['VARCHAR2', 'CHAR', 'RAW']);
/** Scale of a NUMBER without precision and scale. */
const bareNumberScale = -127;
const defaultFractionDigits = 6;

/** How a column's values travel unless the client defines them otherwise. */
export function wireTypeOf(column: ColumnInfo): WireType {
  const { code, charsetForm } = descriptions[column.type];
  return { code, charsetForm, hasLobPrefetch: true };
}

/** Clients get only locators of CLOBs and BLOBs, so they say first (by defines) how they want to have them. */
export function needsDefine(column: ColumnInfo): boolean {
  return column.type === 'CLOB' || column.type === 'BLOB';
}

/** Writes one column of DESCRIBE. */
export function writeColumn(reply: MessageWriter, column: ColumnInfo, position: number, dialect: Dialect): void {
  const { code, maxSize, charsetForm } = descriptions[column.type];
  // A client takes every value of a column of size 0 for null, so that a size is at least 1.
  const size = sizedTypes.has(column.type) ? Math.max(1, column.maxSize ?? maxSize) : maxSize;
  const scale = scaleOf(column);
  reply
    .u8(code)
    .u8(0)
    .u8(column.precision ?? 0);
  if (dialect.universalSignedBytes) reply.ub(scale);
  else reply.u8(scale & 0xff);
  reply.ub(size);
  reply.zeros(4); // array elements, flags, object type, its version
  reply
    .ub(charsetForm === 0 ? 0 : charsets.utf8)
    .u8(charsetForm)
    .ub(charsetForm === 0 ? 0 : size);
  if (dialect.fieldVersion >= fieldVersions.v12_2) reply.ub(0);
  reply
    .u8(column.nullable ? 1 : 0)
    .u8(Buffer.byteLength(column.name) & 0xff)
    .string(column.name);
  reply.zeros(2).ub(position).ub(0); // schema and name of an object type, position, flags
  if (dialect.fieldVersion >= fieldVersions.v23_1) reply.zeros(2); // domain
  if (dialect.fieldVersion >= fieldVersions.v23_1Ext3) reply.ub(0); // annotations
  if (dialect.fieldVersion >= fieldVersions.v23_4) reply.zeros(3); // vector
}

function scaleOf(column: ColumnInfo): number {
  if (column.type === 'TIMESTAMP') return column.scale ?? defaultFractionDigits;
  if (column.type !== 'NUMBER') return 0;
  if (column.precision === undefined && column.scale === undefined) return bareNumberScale;
  return column.scale ?? 0;
}
