import { isoDurationMs } from '../../src/domain/iso-duration';

test.each([
  ['PT24H', 86_400_000],
  ['P1DT30M', 88_200_000],
  ['P2W', 1_209_600_000],
  ['PT1.5S', 1500],
])('%s is %d ms', (text, ms) => {
  expect(isoDurationMs(text)).toBe(ms);
});

test.each(['P', 'PT', 'P1DT', 'P1M', 'P1Y', '24h', '', 'PT-1H'])('%j has no fixed length', (text) => {
  expect(isoDurationMs(text)).toBeUndefined();
});
