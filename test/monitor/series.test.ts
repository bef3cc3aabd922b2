import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { MonitorSample } from '../../src/domain/monitor-sample';
import { decodeSeries } from '../../src/monitor/decode-series';
import { MonitorSeries } from '../../src/monitor/series';
import { exampleSamples } from '../report/example-series';
import { arbitrarySample } from './arbitrary-sample';
import { lasting, sampleOf } from './example-sample';

const backupId = '20261123T081500Z-3f2a9c';

function encoded(samples: readonly MonitorSample[], maxRows?: number): Buffer {
  const series = new MonitorSeries({ backupId, host: 'host-1', ...(maxRows === undefined ? {} : { maxRows }) });
  samples.forEach((sample) => series.append(sample));
  return series.encode();
}
const total = (samples: readonly MonitorSample[], of: (sample: MonitorSample) => number): number =>
  samples.reduce((sum, sample) => sum + of(sample), 0);

test('a series reads back as its samples, rounded as the format says', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySample, { maxLength: 8 }), (samples) => {
      const { rows } = decodeSeries(encoded(samples));
      expect(rows).toHaveLength(samples.length);
      for (const [i, row] of rows.entries()) expectNear(row, samples[i]);
    }),
  );
});

/** Objects of the same shape whose numbers are near: to a kB, a hundredth or a thousandth, by column. */
function expectNear(row: unknown, sample: unknown, path = ''): void {
  if (typeof sample === 'number') {
    const by = /retransmitted/.test(path) && path.includes('regions') ? 0.5 : /Bytes/.test(path) ? 500 : 0.006;
    expect(Math.abs(Number(row) - sample)).toBeLessThanOrEqual(by + 1e-9);
  } else if (typeof sample === 'object' && sample !== null) {
    expect(Object.keys(Object(row)).sort()).toEqual(Object.keys(sample).sort());
    for (const [key, value] of Object.entries(sample)) expectNear(Object(row)[key], value, `${path}.${key}`);
  } else expect(row).toEqual(sample);
}

test('a long backup is thinned: rows are bounded, sums stay sums, means stay means', () => {
  const samples = exampleSamples();
  const { rows, samples: watched } = decodeSeries(encoded(samples, 100));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.length).toBeLessThanOrEqual(100);
  expect(watched).toBe(1800);
  expect(total(rows, ({ seconds }) => seconds)).toBe(1800);
  const stored = ({ regions }: MonitorSample): number => regions['stockholm']?.storedBytes ?? 0;
  expect(total(rows, stored) / total(samples, stored)).toBeCloseTo(1, 4);
  const cpu = ({ host, seconds }: MonitorSample): number => (host.cpuShare ?? 0) * seconds;
  expect(total(rows, cpu) / total(samples, cpu)).toBeCloseTo(1, 2);
  expect(rows.at(-1)?.at).toBe(samples.at(-1)?.at);
});

test('however many samples come, rows stay within their bound and cover all the time', () => {
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.integer({ min: 2, max: 40 }), (count, maxRows) => {
      const { rows } = decodeSeries(encoded(lasting(sampleOf(), count), maxRows));
      expect(rows.length).toBeLessThanOrEqual(maxRows);
      expect(total(rows, ({ seconds }) => seconds)).toBe(count);
      if (count >= maxRows) expect(rows.length).toBeGreaterThanOrEqual(Math.floor(maxRows / 2));
    }),
  );
});

test('an hour by the second with three regions takes less than 200 kB, all figures noise', () => {
  expect(encoded(exampleSamples(60)).length).toBeLessThan(200_000);
});

test('a region that comes later is absent before', () => {
  const { rows, regions } = decodeSeries(encoded([sampleOf({ regions: {} }), ...lasting(sampleOf(), 2)]));
  expect(regions).toEqual(['stockholm', 'frankfurt', 'paris']);
  expect(rows.map((row) => Object.keys(row.regions).length)).toEqual([0, 3, 3]);
});

test('changes of the verdict are in it, and it can go on after it was encoded', () => {
  const series = new MonitorSeries({ backupId, host: 'host-1' });
  series.append(sampleOf());
  const change = { at: 1, verdict: { bottleneck: 'loss' as const, region: 'paris', evidence: 'e', advice: 'a' } };
  series.appendChange(change);
  series.appendChange({ at: 2, verdict: null });
  expect(decodeSeries(series.encode())).toMatchObject({
    backupId,
    host: 'host-1',
    changes: [change, { at: 2, verdict: null }],
  });
  series.append(sampleOf());
  expect(decodeSeries(series.encode()).rows).toHaveLength(2);
});

test('a column that a newer version added is passed over', () => {
  const [header = '', ...lines] = zstdDecompressSync(encoded([sampleOf()]))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const parsed = JSON.parse(header);
  parsed.columns.push({ name: 'host.temperature', decimals: 1, merge: 'mean' });
  parsed.later = true;
  const newer = zstdCompressSync([JSON.stringify(parsed), ...lines, '[455]', ''].join('\n'));
  expect(decodeSeries(newer).rows).toHaveLength(1);
});

describe('what is no series is refused as damaged', () => {
  const text = (value: string): Buffer => zstdCompressSync(value);
  const whole = zstdDecompressSync(encoded([sampleOf()])).toString('utf8');
  test.each([
    ['other bytes', Buffer.from('no zstd')],
    ['a cut object', encoded(exampleSamples(1)).subarray(0, 900)],
    ['another format', text('{"format":"other","version":1}\n')],
    ['a later version', text(whole.replace('"version":1', '"version":2'))],
    ['a missing column', text(whole.trimEnd().split('\n').slice(0, -1).join('\n'))],
    ['a column with too few rows', text(whole.replace(/\n\[.*\]\n$/, '\n[]\n'))],
    ['what unpacks to more than any series', text('x'.repeat(65 * 1024 * 1024))],
  ])('%s', (_, bytes) => {
    expect(() => decodeSeries(bytes)).toThrow(expect.objectContaining({ code: 'OBJECT_DAMAGED' }));
  });
});
