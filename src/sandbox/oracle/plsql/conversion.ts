import type { PlType, ScalarType } from '../catalogue/pl-type';
import { PlsqlError } from './plsql-error';
import { copyValue, type PlValue } from './values';

/**
 * Brings a value into a type, as an assignment does.
 *
 * Throws ORA-06502 where the text is no number, the text or the bytes are too long or no hex, ORA-01426 where a
 * PLS_INTEGER overflows. Sizes are bytes.
 */
export function convertValue(value: PlValue, type: PlType): PlValue {
  if (value === null) return null;
  if (type.kind !== 'scalar') return copyValue(value);
  switch (type.name) {
    case 'VARCHAR2':
    case 'CLOB':
    case 'ROWID':
      return fitText(textOf(value), type);
    case 'NUMBER':
      return type.whole === true ? roundHalfUp(numberOf(value)) : numberOf(value);
    case 'PLS_INTEGER':
      return plsInteger(value);
    case 'RAW':
    case 'BLOB':
      return fitBytes(bytesOf(value), type);
    default:
      return value;
  }
}

function fitText(text: string, type: ScalarType): string | null {
  if (type.size !== undefined && Buffer.byteLength(text) > type.size) {
    throw PlsqlError.of(6502, ': character string buffer too small');
  }
  return text === '' ? null : text;
}

function fitBytes(bytes: Buffer, type: ScalarType): Buffer | null {
  if (type.size !== undefined && bytes.length > type.size) throw PlsqlError.of(6502, ': raw variable length too long');
  return bytes.length === 0 ? null : bytes;
}

/** A value as text, as an implicit TO_CHAR or RAWTOHEX gives it. */
export function textOf(value: PlValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return numberText(value);
  if (Buffer.isBuffer(value)) return value.toString('hex').toUpperCase();
  throw PlsqlError.of(6502, '');
}

/** A NUMBER as Oracle prints it: no exponent, no zero before the point. */
export function numberText(value: bigint | number): string {
  if (typeof value === 'bigint') return value.toString();
  const plain = Math.abs(value) < 1e21 ? withoutExponent(value) : BigInt(value).toString();
  return plain.replace(/^(-?)0\./, '$1.');
}

function withoutExponent(value: number): string {
  const [, sign = '', digits = '', exponent] = /^(-?)([\d.]+)(?:e-(\d+))?$/.exec(String(value)) ?? [];
  return exponent === undefined
    ? sign + digits
    : `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`;
}

/** A value as a number. Whole numbers stay exact. */
export function numberOf(value: PlValue): bigint | number {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return wholeIfPossible(value);
  if (typeof value !== 'string') throw PlsqlError.of(6502, '');
  const text = value.trim();
  if (/^[-+]?\d+$/.test(text)) return BigInt(text.replace('+', ''));
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) {
    throw PlsqlError.of(6502, ': character to number conversion error');
  }
  return wholeIfPossible(Number(text));
}

/** Keeps "whole numbers are bigint" true. */
export function wholeIfPossible(value: number): bigint | number {
  return Number.isInteger(value) ? BigInt(value) : value;
}

function roundHalfUp(value: bigint | number): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.sign(value) * Math.round(Math.abs(value)));
}

function plsInteger(value: PlValue): bigint {
  const rounded = roundHalfUp(numberOf(value));
  if (rounded > 2_147_483_647n || rounded < -2_147_483_648n) throw PlsqlError.of(1426);
  return rounded;
}

function bytesOf(value: PlValue): Buffer {
  if (Buffer.isBuffer(value)) return value;
  const text = textOf(value);
  if (!/^[0-9a-fA-F]*$/.test(text)) throw PlsqlError.of(6502, ': hex to raw conversion error');
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
}
