import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import {
  addDecimals,
  addExactly,
  compareDecimals,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  roundDecimal,
  truncateDecimal,
  type Decimal,
} from '../../storage/decimal';
import {
  decodeNumber,
  encodeDecimal,
  encodeNumber,
  numberSortKey,
  type StoredNumber,
} from '../../storage/number-coding';
import { formatNumber, plainNumber } from '../values/format-number';
import { registerStrict } from './strict-function';

type Argument = SQLOutputValue | undefined;

const zero = { units: 0n, scale: 0 };

/** Exact arithmetic, and the order of numbers that SQLite cannot hold as its own. */
export function registerNumberFunctions(connection: DatabaseSync): void {
  const binary: Readonly<Record<string, (left: Decimal, right: Decimal) => Decimal>> = {
    o_add: addDecimals,
    o_subtract: (left, right) => addDecimals(left, negateDecimal(right)),
    o_multiply: multiplyDecimals,
    o_divide: divideDecimals,
    o_modulo: modulo,
    o_round: (value, digits) => roundDecimal(value, Number(digits.units)),
    o_truncate: (value, digits) => truncateDecimal(value, Number(digits.units)),
  };
  for (const [name, compute] of Object.entries(binary))
    registerStrict(connection, name, (left, right) => encodeDecimal(compute(decimal(left), decimal(right))));
  registerStrict(connection, 'o_negate', (value) => encodeDecimal(negateDecimal(decimal(value))));
  registerStrict(connection, 'o_floor', (value) => encodeDecimal(floor(decimal(value))));
  registerStrict(connection, 'o_compare', (left, right) => BigInt(compareDecimals(decimal(left), decimal(right))));
  registerStrict(connection, 'o_sort_key', (value) => numberSortKey(stored(value)));
  registerStrict(connection, 'o_to_number', (text) => encodeNumber(String(text).trim()));
  registerStrict(connection, 'o_number_text', (value) => plainNumber(decodeNumber(stored(value))));
  registerStrict(connection, 'o_format_number', (value, format) =>
    formatNumber(decodeNumber(stored(value)), String(format)),
  );
  registerStrict(connection, 'o_max_of', (...values) => extreme(values, 1));
  registerStrict(connection, 'o_min_of', (...values) => extreme(values, -1));
  registerAggregates(connection);
}

interface RunningSum {
  readonly sum: Decimal;
  readonly count: bigint;
}

function registerAggregates(connection: DatabaseSync): void {
  // node:sqlite takes any object as an aggregate's state, its types only what SQLite stores.
  const aggregate = connection.aggregate.bind(connection) as unknown as (
    name: string,
    options: {
      readonly start: () => RunningSum;
      readonly useBigIntArguments: true;
      readonly step: (state: RunningSum, value: SQLOutputValue) => RunningSum;
      readonly result: (state: RunningSum) => StoredNumber | null;
    },
  ) => void;
  const start = (): RunningSum => ({ sum: zero, count: 0n });
  const step = (state: RunningSum, value: SQLOutputValue): RunningSum =>
    value === null ? state : { sum: addExactly(state.sum, summand(value)), count: state.count + 1n };
  const average = ({ sum, count }: RunningSum): Decimal => divideDecimals(sum, { units: count, scale: 0 });
  aggregate('o_sum', {
    start,
    step,
    useBigIntArguments: true,
    result: (state) => (state.count === 0n ? null : encodeDecimal(addDecimals(state.sum, zero))),
  });
  aggregate('o_avg', {
    start,
    step,
    useBigIntArguments: true,
    result: (state) => (state.count === 0n ? null : encodeDecimal(average(state))),
  });
  for (const [name, sign] of [
    ['o_max', 1],
    ['o_min', -1],
  ] as const)
    connection.aggregate<StoredNumber | null>(name, {
      start: null,
      useBigIntArguments: true,
      step: (best, value) => (value === null ? best : best === null ? stored(value) : extreme([best, value], sign)),
      result: (best) => best,
    });
}

function stored(value: Argument): StoredNumber {
  // The translator only hands numbers to these functions.
  return value as StoredNumber;
}

function decimal(value: Argument): Decimal {
  if (typeof value === 'bigint') return { units: value, scale: 0 };
  return parseDecimal(decodeNumber(stored(value)));
}

/** As `decimal`, but quick for what most columns hold. */
function summand(value: Argument): Decimal {
  const text = typeof value === 'number' ? String(value) : '';
  const point = text.indexOf('.');
  if (point === -1 || text.includes('e')) return decimal(value);
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

function modulo(value: Decimal, divisor: Decimal): Decimal {
  if (divisor.units === 0n) return value;
  const quotient = truncateDecimal(divideDecimals(value, divisor), 0);
  return addDecimals(value, negateDecimal(multiplyDecimals(quotient, divisor)));
}

function floor(value: Decimal): Decimal {
  const whole = truncateDecimal(value, 0);
  return compareDecimals(whole, value) > 0 ? addDecimals(whole, { units: -1n, scale: 0 }) : whole;
}

function extreme(values: readonly Argument[], sign: number): StoredNumber {
  const best = values.reduce((one, other) => (compareDecimals(decimal(other), decimal(one)) === sign ? other : one));
  return stored(best);
}
