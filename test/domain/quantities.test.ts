import { formatBytes, formatDuration } from '../../src/domain/quantities';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [99_950, '100 kB'],
  [999_500, '1.0 MB'],
  [250_000_000, '250 MB'],
  [1_234_000_000_000, '1.2 TB'],
])('%d bytes are written as %s', (bytes, written) => {
  expect(formatBytes(bytes)).toBe(written);
});

test.each([
  [-5, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [65_000, '1 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms are written as %s', (durationMs, written) => {
  expect(formatDuration(durationMs)).toBe(written);
});
