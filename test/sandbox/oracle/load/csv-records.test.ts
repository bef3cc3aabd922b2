import * as fc from 'fast-check';
import { CsvRecords, CsvSyntaxError } from '../../../../src/sandbox/oracle/load/csv-records';

function read(pieces: readonly string[]): readonly (readonly (string | null)[])[] {
  const records = new CsvRecords();
  return [...pieces.flatMap((piece) => records.push(piece)), ...records.end()].map((record) => record.fields);
}

function lineOfError(text: string): number {
  try {
    read([text]);
  } catch (error) {
    if (error instanceof CsvSyntaxError) return error.line;
    throw error;
  }
  throw new Error('it was read');
}

function write(value: string | null, always: boolean): string {
  const text = value ?? '';
  return always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const field = fc.oneof(
  fc.constant(null),
  fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\r', '\n', ' ', 'é', '€', '😀'), minLength: 1 }),
);

describe('CSV records', () => {
  test('any rows that are written by RFC 4180 are read back, wherever the text is cut', () => {
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 12 }));
    fc.assert(
      fc.property(
        rows,
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (written, quoted, lineEnd, ends, step) => {
          const text =
            written.map((row) => row.map((value) => write(value, quoted)).join(',')).join(lineEnd) +
            (ends ? lineEnd : '');
          const pieces = Array.from({ length: Math.ceil(text.length / step) }, (_, at) =>
            text.slice(at * step, (at + 1) * step),
          );
          expect(read(pieces)).toEqual(written);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('empty lines are no records, an empty quoted field is one', () => {
    expect(read(['a\n\n""\r\n\r\nb'])).toEqual([['a'], [null], ['b']]);
  });

  test('a record has the line that it starts on', () => {
    const lines = new CsvRecords().push('a\n"b\nb",1\n\nc\n').map((record) => record.line);
    expect(lines).toEqual([1, 2, 5]);
  });

  test('what is no CSV is refused with its line', () => {
    expect(lineOfError('a,b\n"c\nd",e\nf,"g\n\n')).toBe(4);
    expect(lineOfError('a\nb"c\n')).toBe(2);
    expect(lineOfError('x,"\n\n"y\n')).toBe(3);
  });
});
