import { countParts, defaultPartSize, partBytesOf, partsPerBatch } from '../../src/domain/part-ranges';

test('a part size is written in MiB', () => {
  expect([partBytesOf('1M'), partBytesOf('24M')]).toEqual([1024 * 1024, 25_165_824]);
  expect(countParts(10_000_000, partBytesOf('1M'))).toBe(10);
});

test('a batch of small parts has eight of them at least, its share of the backup, and 384 of them at most', () => {
  expect(partsPerBatch(40_000_000, partBytesOf('1M'))).toBe(8);
  expect(partsPerBatch(6 * 2 ** 30, partBytesOf('1M'))).toBe(192);
  expect(partsPerBatch(2 ** 47, partBytesOf('1M'))).toBe(384);
  expect(partsPerBatch(2 ** 47, partBytesOf(defaultPartSize))).toBe(85);
});
