import { serverError } from './server-error';

/** A decimal number: `units` times ten to the minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** NUMBER keeps at most 40 significant digits. */
const significantDigits = 40;

const decimalPattern = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/;

/** Reads '-12.5', '.5', '1e3'. Throws ORA-01722. */
export function parseDecimal(text: string): Decimal {
  const match = decimalPattern.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '' || Math.abs(Number(exponent)) > 130) throw serverError(1722);
  const units = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : normalise({ units, scale });
}

/** '-12.5': no exponent, no zeros at the end, one before the point. */
export function formatDecimal(value: Decimal): string {
  const { units, scale } = normalise(value);
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  return limit(addExactly(left, right));
}

/** A sum that is not rounded to what NUMBER holds: for adding up many values, rounded once at the end. */
export function addExactly(left: Decimal, right: Decimal): Decimal {
  if (left.scale === right.scale) return { units: left.units + right.units, scale: left.scale };
  const scale = Math.max(left.scale, right.scale);
  return { units: unitsAt(left, scale) + unitsAt(right, scale), scale };
}

export function negateDecimal(value: Decimal): Decimal {
  return { units: -value.units, scale: value.scale };
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return limit({ units: left.units * right.units, scale: left.scale + right.scale });
}

/** Throws ORA-01476. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (right.units === 0n) throw serverError(1476);
  const wanted = significantDigits + digitCount(right.units) - digitCount(left.units) + 1;
  const shift = Math.max(0, wanted);
  const units = divideRounded(left.units * 10n ** BigInt(shift), right.units);
  return limit(shiftScale({ units, scale: left.scale + shift - right.scale }));
}

/** Negative, zero or positive. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = unitsAt(left, scale) - unitsAt(right, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** ROUND: halves away from zero; `digits` may be negative. */
export function roundDecimal(value: Decimal, digits: number): Decimal {
  if (digits >= value.scale) return value;
  const rounded = divideRounded(value.units, 10n ** BigInt(value.scale - digits));
  return shiftScale({ units: rounded, scale: digits });
}

/** TRUNC: towards zero; `digits` may be negative. */
export function truncateDecimal(value: Decimal, digits: number): Decimal {
  if (digits >= value.scale) return value;
  return shiftScale({ units: value.units / 10n ** BigInt(value.scale - digits), scale: digits });
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function digitCount(units: bigint): number {
  return (units < 0n ? -units : units).toString().length;
}

function divideRounded(units: bigint, divisor: bigint): bigint {
  const twice = (2n * units) / divisor;
  return twice < 0n ? (twice - 1n) / 2n : (twice + 1n) / 2n;
}

/** A negative scale becomes zeros of the units. */
function shiftScale(value: Decimal): Decimal {
  if (value.scale >= 0) return normalise(value);
  return { units: value.units * 10n ** BigInt(-value.scale), scale: 0 };
}

function limit(value: Decimal): Decimal {
  const excess = digitCount(value.units) - significantDigits;
  if (excess <= 0 || value.scale === 0) return normalise(value);
  return roundDecimal(value, value.scale - Math.min(excess, value.scale));
}

function normalise(value: Decimal): Decimal {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units, scale };
}
