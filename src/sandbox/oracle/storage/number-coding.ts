import { formatDecimal, parseDecimal, type Decimal } from './decimal';

/**
 * How a NUMBER lies in SQLite, without loss: a whole number of 64 bits as INTEGER, any other of up to 15 digits as REAL
 * (which a double gives back digit for digit), the rest as its decimal text, called wide. SQLite compares the first two
 * rightly; wide ones need a function, so whoever stores one notes it (`isWideNumber`).
 */
export type StoredNumber = bigint | number | string;

const shortNumber = /^-?\d{1,15}$/;
const shortDecimal = /^-?\d*\.\d+$/;
const largest = 2n ** 63n - 1n;

/** Throws ORA-01722. */
export function encodeNumber(text: string): StoredNumber {
  if (shortNumber.test(text)) return BigInt(text);
  if (text.length <= 16 && shortDecimal.test(text)) return storeDouble(Number(text));
  return encodeDecimal(parseDecimal(text));
}

export function encodeDecimal(value: Decimal): StoredNumber {
  const text = formatDecimal(value);
  if (!text.includes('.')) {
    const whole = BigInt(text);
    return whole <= largest && whole >= -largest ? whole : text;
  }
  const digits = text.replace(/^-?0*\.?0*/, '').replace('.', '');
  return digits.length <= 15 ? storeDouble(Number(text)) : text;
}

export function decodeNumber(stored: StoredNumber): string {
  if (typeof stored !== 'number') return stored.toString();
  const text = String(stored);
  return text.includes('e') ? formatDecimal(parseDecimal(text)) : text;
}

export function isWideNumber(stored: unknown): boolean {
  return typeof stored === 'string';
}

function storeDouble(value: number): StoredNumber {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** A key whose order, byte by byte, is that of the numbers: for ORDER BY over wide ones. */
export function numberSortKey(stored: StoredNumber): Buffer {
  const { units, scale } = parseDecimal(decodeNumber(stored));
  if (units === 0n) return Buffer.from([1]);
  const digits = (units < 0n ? -units : units).toString();
  const exponent = digits.length - scale + 200;
  const magnitude = Buffer.from([exponent >> 8, exponent & 0xff, ...Buffer.from(digits.replace(/0+$/, ''))]);
  if (units > 0n) return Buffer.concat([Buffer.from([2]), magnitude]);
  return Buffer.concat([Buffer.from([0]), magnitude.map((byte) => 0xff - byte), Buffer.from([0xff])]);
}
