import type { BfileLocator, ColumnInfo, SqlType, SqlValue } from '../engine';
import { compareDecimals, parseDecimal, roundDecimal } from './decimal';
import { decodeNumber, encodeDecimal, encodeNumber } from './number-coding';
import { serverError } from './server-error';

/** What node:sqlite takes and gives. */
export type StoredValue = bigint | number | string | Uint8Array | null;

const plainNumber = /^-?\d+(\.\d+)?$/;
const dateTime = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{1,9})?)?$/;

/**
 * A value as it lies in the column, checked against it.
 * Throws ORA-01722, ORA-01438, ORA-12899, ORA-01861, ORA-01400 (naming the column by `place`).
 */
export function encodeValue(value: SqlValue, column: ColumnInfo, place: () => string): StoredValue {
  if (value === null || value === '') {
    if (!column.nullable) throw serverError(1400, [place()]);
    return null;
  }
  if (typeof value === 'string') return encodeText(value, column, place);
  if (Buffer.isBuffer(value)) return encodeBytes(value, column, place);
  return encodeBfile(value);
}

function encodeText(value: string, column: ColumnInfo, place: () => string): StoredValue {
  switch (column.type) {
    case 'NUMBER':
      return encodeColumnNumber(value, column);
    case 'BINARY_DOUBLE':
      return Number(value);
    case 'DATE':
      return encodeDate(value).slice(0, 19);
    case 'TIMESTAMP':
      return encodeDate(value);
    case 'RAW':
    case 'BLOB':
      if (value.length % 2 !== 0 || !/^[\da-f]+$/i.test(value)) throw serverError(1465);
      return encodeBytes(Buffer.from(value, 'hex'), column, place);
    case 'CHAR':
      checkSize(value, column, place);
      return value.padEnd((column.maxSize ?? 1) - Buffer.byteLength(value) + value.length);
    case 'VARCHAR2':
      checkSize(value, column, place);
      return value;
    case 'CLOB':
    case 'ROWID':
      return value;
    case 'BFILE':
      throw serverError(932, ['FILE', 'CHAR']);
  }
}

function encodeBytes(value: Buffer, column: ColumnInfo, place: () => string): StoredValue {
  if (column.type !== 'RAW' && column.type !== 'BLOB') throw serverError(932, [column.type, 'BINARY']);
  if (column.maxSize !== undefined && value.length > column.maxSize) throw tooLarge(value.length, column, place);
  return value;
}

function checkSize(value: string, column: ColumnInfo, place: () => string): void {
  if (column.maxSize === undefined || value.length * 3 <= column.maxSize) return;
  const size = Buffer.byteLength(value);
  if (size > column.maxSize) throw tooLarge(size, column, place);
}

function tooLarge(size: number, column: ColumnInfo, place: () => string): Error {
  return serverError(12899, [place(), String(size), String(column.maxSize)]);
}

function encodeColumnNumber(text: string, column: ColumnInfo): StoredValue {
  if (column.precision === undefined) return encodeNumber(text);
  const plain = plainNumber.exec(text);
  const wholeDigits = column.precision - (column.scale ?? 0);
  const fits = plain !== null && text.length - (plain[1] ?? '').length <= wholeDigits;
  if (fits && (plain[1] ?? '').length - 1 <= (column.scale ?? 0)) return encodeNumber(text);
  const rounded = roundDecimal(parseDecimal(text), column.scale ?? 0);
  const magnitude = rounded.units < 0n ? { ...rounded, units: -rounded.units } : rounded;
  const limit = parseDecimal(`1e${String(wholeDigits)}`);
  if (compareDecimals(magnitude, limit) >= 0) throw serverError(1438);
  return encodeDecimal(rounded);
}

/** DATE and TIMESTAMP lie as text in one canonical form, so that the order of texts is the order in time. */
export function encodeDate(text: string): string {
  if (!dateTime.test(text)) throw serverError(1861);
  if (text.length === 10) return `${text} 00:00:00`;
  return text.length === 19 ? text : text.replace(/\.?0+$/, '');
}

function encodeBfile(locator: BfileLocator): string {
  return JSON.stringify([locator.directory, locator.filename]);
}

/** Reads a BFILE as it lies in SQLite. */
export function decodeBfile(stored: string): BfileLocator {
  const [directory = '', filename = ''] = JSON.parse(stored) as readonly string[];
  return { kind: 'bfile', directory, filename };
}

/** A bind or a computed value without a column to check it against. */
export function encodeFree(value: SqlValue, type: SqlType): StoredValue {
  return encodeValue(value, { name: '', type, nullable: true, ...(type === 'CHAR' ? { maxSize: 0 } : {}) }, () => '');
}

export function decodeValue(stored: StoredValue, type: SqlType): SqlValue {
  if (stored === null || stored === '') return null;
  if (typeof stored === 'object') return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  if (type === 'BFILE') return decodeBfile(String(stored));
  return typeof stored === 'string' ? stored : decodeNumber(stored);
}
