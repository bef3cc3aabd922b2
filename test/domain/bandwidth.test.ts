import { bytesPerSecondOf } from '../../src/domain/bandwidth';

test.each([
  ['200Mbit/s', 25_000_000],
  ['25MB/s', 25_000_000],
  ['1.5 Gbit/s', 187_500_000],
  ['64kbit/s', 8000],
  ['0.5kB/s', 500],
])('%s is %i bytes per second', (text, bytes) => expect(bytesPerSecondOf(text)).toBe(bytes));

test.each(['200', '200mbit/s', '200Mb/s', '-1MB/s', '0MB/s', '1e3MB/s', '', 'MB/s'])('%j is no bandwidth', (text) =>
  expect(bytesPerSecondOf(text)).toBeUndefined(),
);
