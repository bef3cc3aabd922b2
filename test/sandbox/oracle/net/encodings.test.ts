import * as fc from 'fast-check';
import {
  decodeBinaryFloat,
  encodeBinaryDouble,
  encodeBinaryFloat,
} from '../../../../src/sandbox/oracle/net/binary-float-encoding';
import {
  decodeDate,
  encodeDate,
  encodeTimestamp,
  encodeTimestampInUtc,
  InvalidDate,
} from '../../../../src/sandbox/oracle/net/date-encoding';
import { decodeNumber, encodeNumber, InvalidNumber } from '../../../../src/sandbox/oracle/net/number-encoding';

/** The driver's own buffer class: what it decodes is what a client sees. */
interface DriverBuffer {
  parseOracleNumber(bytes: Buffer): string;
  parseOracleDate(bytes: Buffer, useLocalTime: boolean): Date;
  parseBinaryDouble(bytes: Buffer): number;
  parseBinaryFloat(bytes: Buffer): number;
  writeOracleNumber(text: string): void;
  buf: Buffer;
  pos: number;
}

const { BaseBuffer } = jest.requireActual<{ BaseBuffer: new (bytes: Buffer) => DriverBuffer }>(
  '../../../../node_modules/oracledb/lib/impl/datahandlers/buffer.js',
);
const driver = () => new BaseBuffer(Buffer.alloc(64));

const digits = (max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: max }).map((list) => list.join(''));

/** Decimal texts of up to 38 digits, in the form that decodeNumber gives. */
const decimal = fc.tuple(fc.boolean(), digits(19), digits(19)).map(([isNegative, whole, fraction]) => {
  const trimmedWhole = whole.replace(/^0+/u, '') || '0';
  const trimmedFraction = fraction.replace(/0+$/u, '');
  const text = trimmedFraction === '' ? trimmedWhole : `${trimmedWhole}.${trimmedFraction}`;
  return isNegative && text !== '0' ? `-${text}` : text;
});

const dateText = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19).replace('T', ' '));

/** The driver leaves the zero before the point out. */
const withLeadingZero = (text: string) => text.replace(/^(-?)\./u, '$10.');

describe('NUMBER', () => {
  test('every decimal of 38 digits comes back as it was', () => {
    fc.assert(fc.property(decimal, (text) => decodeNumber(encodeNumber(text)) === text));
  });

  test('the driver reads what the server writes', () => {
    fc.assert(fc.property(decimal, (text) => withLeadingZero(driver().parseOracleNumber(encodeNumber(text))) === text));
  });

  test('the server reads what the driver writes', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const buffer = driver();
        buffer.writeOracleNumber(text);
        const length = buffer.buf.readUInt8(0);
        return decodeNumber(buffer.buf.subarray(1, 1 + length)) === text;
      }),
    );
  });

  test('bytes sort as numbers do', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const order = Buffer.compare(encodeNumber(String(a)), encodeNumber(String(b)));
        return Math.sign(order) === Math.sign(a - b);
      }),
    );
  });

  test.each([
    ['0', '80'],
    ['1', 'c102'],
    ['100', 'c202'],
    ['-1', '3e6466'],
    ['123456.789', 'c30d23394f5b'],
    ['1e10', 'c602'],
    ['.5', 'c033'],
    ['-0', '80'],
    ['-100', '3d6466'],
  ])('%s is %s', (text, hex) => {
    expect(encodeNumber(text).toString('hex')).toBe(hex);
  });

  test('a whole number is the same with a decimal point or without', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) =>
        encodeNumber(`${String(value)}.0`).equals(encodeNumber(String(value))),
      ),
    );
  });

  test('more than 40 digits are rounded', () => {
    expect(decodeNumber(encodeNumber(`0.${'9'.repeat(50)}`))).toBe('1');
    expect(decodeNumber(encodeNumber(`0.${'1'.repeat(50)}`))).toBe(`0.${'1'.repeat(40)}`);
  });

  test.each(['', 'abc', '1e200', '--1'])('%p is refused', (text) => {
    expect(() => encodeNumber(text)).toThrow(InvalidNumber);
  });
});

describe('DATE and TIMESTAMP', () => {
  test('every second comes back as it was', () => {
    fc.assert(fc.property(dateText, (text) => decodeDate(encodeDate(text)) === text));
  });

  test('nanoseconds come back as they were, a zone or not', () => {
    fc.assert(
      fc.property(dateText, fc.integer({ min: 1, max: 999_999_999 }), (text, nanoseconds) => {
        const full = `${text}.${String(nanoseconds).padStart(9, '0')}`;
        expect(decodeDate(encodeTimestamp(full))).toBe(full);
        expect(decodeDate(encodeTimestampInUtc(full))).toBe(full);
      }),
    );
  });

  test('the driver reads what the server writes', () => {
    const [text, iso] = ['2026-11-23 08:15:00.123456789', '2026-11-23T08:15:00.123Z'];
    expect(driver().parseOracleDate(encodeTimestamp(text), false).toISOString()).toBe(iso);
  });

  test.each(['', '2026-11-23T08', '23.11.2026'])('%p is refused', (text) => {
    expect(() => encodeDate(text)).toThrow(InvalidDate);
  });
});

describe('BINARY_DOUBLE and BINARY_FLOAT', () => {
  test('the driver and the server read what the server writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(decodeBinaryFloat(encodeBinaryDouble(value))).toBe(value);
        expect(driver().parseBinaryDouble(encodeBinaryDouble(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(decodeBinaryFloat(encodeBinaryFloat(value))).toBe(value);
        expect(driver().parseBinaryFloat(encodeBinaryFloat(value))).toBe(value);
      }),
    );
  });
});
