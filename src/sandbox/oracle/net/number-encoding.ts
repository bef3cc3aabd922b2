const maxMantissaBytes = 20;
const negativeEnd = 102;
/** Exponent byte of 1 (100^0), positive. */
const exponentBias = 193;

/** The value cannot be an Oracle NUMBER: not decimal text, or too large. */
export class InvalidNumber extends Error {
  override readonly name = 'InvalidNumber';
}

/**
 * A decimal text as Oracle's NUMBER: an exponent of base 100 with the sign, then up to 20 base-100 digits. More digits
 * are rounded, and values below 1e-130 are 0. Throws {@link InvalidNumber}.
 */
export function encodeNumber(text: string): Buffer {
  // Most numbers of a database are small and whole, and a query encodes millions of them.
  if (/^-?\d{1,15}$/u.test(text)) return encodeInteger(Number(text));
  const parsed = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/u.exec(text);
  const whole = parsed?.[2] ?? '';
  const fraction = parsed?.[3] ?? '';
  if (parsed === null || whole + fraction === '') throw new InvalidNumber(text);
  const point = whole.length + Number(parsed[4] ?? 0);
  return encodeDigits(whole + fraction, point, parsed[1] === '-');
}

function encodeInteger(value: number): Buffer {
  if (value === 0) return Buffer.from([0x80]);
  const isNegative = value < 0;
  let left = Math.abs(value);
  let exponent = 0;
  for (; left % 100 === 0; left /= 100) exponent += 1;
  let count = 0;
  for (let rest = left; rest > 0; rest = Math.floor(rest / 100)) count += 1;
  const bytes = Buffer.allocUnsafe(count + (isNegative ? 2 : 1));
  for (let at = count; at > 0; at--, left = Math.floor(left / 100)) {
    bytes[at] = isNegative ? 101 - (left % 100) : (left % 100) + 1;
  }
  const head = exponent + count - 1 + exponentBias;
  bytes[0] = isNegative ? head ^ 0xff : head;
  if (isNegative) bytes[count + 1] = negativeEnd;
  return bytes;
}

/** `digits` with the decimal point after `point` of them (which may lie outside). */
function encodeDigits(allDigits: string, pointBefore: number, isNegative: boolean): Buffer {
  const digits = allDigits.replace(/^0+/u, '');
  const point = pointBefore - (allDigits.length - digits.length);
  const isOdd = Math.abs(point) % 2 === 1;
  const aligned = isOdd ? `0${digits}` : digits;
  const pairs = roundedPairs(aligned);
  let exponent = (isOdd ? point + 1 : point) / 2 - 1;
  if (pairs[0] === 100) {
    pairs[0] = 1;
    exponent += 1;
  }
  if (pairs.length === 0 || exponent < -65) return Buffer.from([0x80]);
  if (exponent > 62) throw new InvalidNumber(`${allDigits} is too large`);
  const head = exponent + exponentBias;
  if (!isNegative) return Buffer.from([head, ...pairs.map((pair) => pair + 1)]);
  const mantissa = pairs.map((pair) => 101 - pair);
  return Buffer.from([head ^ 0xff, ...mantissa, ...(mantissa.length < maxMantissaBytes ? [negativeEnd] : [])]);
}

/** Base-100 digits without zeros at the end. The first is 100 if rounding carried all the way. */
function roundedPairs(digits: string): number[] {
  const pairs: number[] = [];
  for (let at = 0; at < digits.length && pairs.length <= maxMantissaBytes; at += 2) {
    pairs.push(Number(digits.slice(at, at + 2).padEnd(2, '0')));
  }
  const dropped = pairs.length > maxMantissaBytes ? (pairs.pop() ?? 0) : 0;
  if (dropped >= 50) {
    let at = pairs.length - 1;
    while (at > 0 && pairs[at] === 99) pairs[at--] = 0;
    pairs[at] = (pairs[at] ?? 0) + 1;
  }
  while (pairs.at(-1) === 0) pairs.pop();
  return pairs;
}

/** The decimal text of a NUMBER: no exponent, no zeros at the ends, `0.5` with its zero. Throws {@link InvalidNumber}. */
export function decodeNumber(bytes: Buffer): string {
  const head = bytes[0];
  if (head === undefined) throw new InvalidNumber('no bytes');
  const isPositive = (head & 0x80) !== 0;
  if (bytes.length === 1) {
    if (isPositive) return '0';
    throw new InvalidNumber('negative infinity');
  }
  const exponent = (isPositive ? head : head ^ 0xff) - exponentBias;
  const isEnded = !isPositive && bytes.at(-1) === negativeEnd;
  const mantissa = bytes.subarray(1, isEnded ? bytes.length - 1 : bytes.length);
  const digits = Array.from(mantissa, (byte) => String(isPositive ? byte - 1 : 101 - byte).padStart(2, '0')).join('');
  return (isPositive ? '' : '-') + withPoint(digits, (exponent + 1) * 2);
}

function withPoint(digits: string, point: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '';
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const trimmedFraction = fraction.replace(/0+$/u, '');
  const trimmedWhole = whole.replace(/^0+/u, '') || '0';
  return trimmedFraction === '' ? trimmedWhole : `${trimmedWhole}.${trimmedFraction}`;
}
