import * as fc from 'fast-check';
import type { SqlValue } from '../../../../src/sandbox/oracle/engine';
import { MultisetDigest, rowDigest } from '../../../../src/sandbox/oracle/compare/row-digest';

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.string(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);
const row = fc.array(value, { minLength: 1, maxLength: 4 });
const rows = fc.array(row, { maxLength: 12 });

function digestOf(all: readonly (readonly SqlValue[])[]): MultisetDigest {
  const digest = new MultisetDigest();
  for (const one of all) digest.add(one);
  return digest;
}

test('rows in another order have the same digest', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (all, random) => {
      const keyed = all.map((one) => ({ one, at: random.next().value as number }));
      const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ one }) => one);
      expect(digestOf(all).equals(digestOf(shuffled))).toBe(true);
    }),
  );
});

test('a row more, or another row, is another digest', () => {
  fc.assert(
    fc.property(rows, row, row, (all, added, other) => {
      expect(digestOf(all).equals(digestOf([...all, added]))).toBe(false);
      fc.pre(!rowDigest(added).equals(rowDigest(other)));
      expect(digestOf([...all, added]).equals(digestOf([...all, other]))).toBe(false);
    }),
  );
});

test('a row that is there twice is not the same as once', () => {
  expect(digestOf([['a'], ['b'], ['b']]).equals(digestOf([['a'], ['a'], ['b']]))).toBe(false);
});

test('values are told apart from each other and from NULL, however they are cut', () => {
  const digest = (...values: SqlValue[]): string => rowDigest(values).toString('hex');
  const different = [
    digest('ab', 'c'),
    digest('a', 'bc'),
    digest(null, 'c'),
    digest('n', 'c'),
    digest(Buffer.from('c')),
  ];
  expect(new Set(different).size).toBe(different.length);
});
