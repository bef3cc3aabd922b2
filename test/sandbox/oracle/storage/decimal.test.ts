import * as fc from 'fast-check';

import {
  addDecimals,
  compareDecimals,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  truncateDecimal,
} from '../../../../src/sandbox/oracle/storage/decimal';
import { decodeNumber, encodeNumber, numberSortKey } from '../../../../src/sandbox/oracle/storage/number-coding';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 25 }))
  .map(([units, scale]) => formatDecimal({ units, scale }));

test('a NUMBER comes back digit for digit however it is stored', () => {
  fc.assert(fc.property(decimal, (text) => decodeNumber(encodeNumber(text)) === text));
});

test('sort keys order numbers as numbers', () => {
  fc.assert(
    fc.property(decimal, decimal, (left, right) => {
      const byKey = Buffer.compare(numberSortKey(encodeNumber(left)), numberSortKey(encodeNumber(right)));
      return byKey === compareDecimals(parseDecimal(left), parseDecimal(right));
    }),
  );
});

test.each([
  ['1e3', '1000'],
  ['.50', '0.5'],
  ['-0', '0'],
  ['+7.', '7'],
  ['1.5E-3', '0.0015'],
])('%s is %s', (text, plain) => {
  expect(formatDecimal(parseDecimal(text))).toBe(plain);
});

test.each(['', ' ', 'x', '1x', '--1', '1e', '1.2.3'])('"%s" is no number', (text) => {
  expect(() => parseDecimal(text)).toThrow('ORA-01722: invalid number');
});

test('arithmetic keeps 40 digits and rounds halves away from zero', () => {
  const [one, three] = [parseDecimal('1'), parseDecimal('3')];
  expect(formatDecimal(divideDecimals(one, three))).toBe(`0.${'3'.repeat(40)}`);
  expect(formatDecimal(addDecimals(parseDecimal('0.1'), parseDecimal('0.2')))).toBe('0.3');
  expect(formatDecimal(multiplyDecimals(parseDecimal('-1.5'), parseDecimal('2')))).toBe('-3');
  expect(formatDecimal(roundDecimal(parseDecimal('-2.5'), 0))).toBe('-3');
  expect(formatDecimal(roundDecimal(parseDecimal('1250'), -2))).toBe('1300');
  expect(formatDecimal(truncateDecimal(parseDecimal('-2.99'), 1))).toBe('-2.9');
  expect(() => divideDecimals(one, parseDecimal('0'))).toThrow('ORA-01476: divisor is equal to zero');
});
