import fc from 'fast-check';
import { expectedBytes, forecastBackup, nothingPast, type ForecastInput } from '../../src/domain/forecast';
import { MovingRate } from '../../src/domain/moving-rate';
import { pastRates, type PastBackup } from '../../src/domain/past-rates';
import { facts } from '../workflows/scripted-activities';

const mb = 1e6;
const past = pastRates([night(100, 50), night(200, 40), night(50, 60)]);

/** A good backup of 6 GB: rates in MB/s. */
function night(exportMb: number, copyMb: number): PastBackup {
  const bytes = 6000 * mb;
  const phase = (name: 'prepare' | 'export' | 'copy', durationMs: number) => ({ name, startedAt: '', durationMs });
  return {
    facts: { ...facts, estimatedBytes: 4000 * mb },
    totals: { files: 2, parts: 180, bytes, sealedBytes: bytes },
    phases: [phase('prepare', 5000), phase('export', (6000 / exportMb) * 1000), phase('copy', (6000 / copyMb) * 1000)],
  };
}

const input = (change: Partial<ForecastInput>): ForecastInput => ({
  phase: 'before',
  bytesTotal: 6000 * mb,
  bytesCopied: 0,
  phaseMs: 0,
  exportFraction: null,
  exportRate: null,
  copyRateNow: null,
  quorumMs: null,
  pauseMs: 0,
  past,
  ...change,
});

describe('a forecast', () => {
  it('before a byte has moved is that of the backups before, with their range, and a hurry at best', () => {
    const { export: exporting, copy, whole } = forecastBackup(input({}));
    // The best night to come may be better than the best so far.
    expect(exporting).toEqual({ fastMs: expect.closeTo(30_000 / 1.15), likelyMs: 60_000, slowMs: 120_000 });
    expect(copy).toEqual({ fastMs: expect.closeTo(50_000 / 1.15), likelyMs: 120_000, slowMs: 150_000 });
    expect(whole?.likelyMs).toBe(185_000);
  });

  it('is none where nothing is known', () => {
    expect(forecastBackup(input({ past: nothingPast })).whole).toBeNull();
    expect(forecastBackup(input({ bytesTotal: null })).whole).toBeNull();
  });

  it('without a backup before it is made from the export’s own speed, from the first minute on', () => {
    const first = { past: nothingPast, phase: 'export' as const, exportRate: 10 * mb };
    expect(forecastBackup(input({ ...first, phaseMs: 30_000, exportFraction: 0.01 })).whole).toBeNull();
    const slowStart = forecastBackup(input({ ...first, phaseMs: 60_000, exportFraction: 0.01 }));
    expect(slowStart.export?.likelyMs).toBeGreaterThan(1800_000);
    const later = forecastBackup(input({ ...first, phaseMs: 300_000, exportFraction: 0.5 }));
    expect([later.export?.likelyMs, later.copy?.likelyMs]).toEqual([300_000, 600_000]);
    expect(later.copy?.slowMs).toBe(4 * 600_000);
  });

  it('of an export follows Data Pump’s own percentage, the more the further it is', () => {
    const early = forecastBackup(input({ phase: 'export', phaseMs: 60_000, exportFraction: 0.1 })).export;
    const late = forecastBackup(input({ phase: 'export', phaseMs: 540_000, exportFraction: 0.9 })).export;
    expect(early?.likelyMs).toBeCloseTo(540_000);
    expect(late?.likelyMs).toBeCloseTo(60_000);
    const spread = (e: typeof early): number => ((e?.slowMs ?? 0) - (e?.fastMs ?? 0)) / (e?.likelyMs ?? 1);
    expect(spread(late)).toBeLessThan(spread(early));
  });

  it('of a copy follows what is measured', () => {
    const { copy } = forecastBackup(input({ phase: 'copy', bytesCopied: 3000 * mb, copyRateNow: 10 * mb }));
    expect(copy?.likelyMs).toBe(300_000);
  });

  it('has its best, likely and worst in that order, and none of them negative', () => {
    const any = fc.record({
      phase: fc.constantFrom('before', 'export', 'copy', 'seal' as const),
      bytesCopied: fc.integer({ min: 0, max: 9000 * mb }),
      phaseMs: fc.integer({ min: 0, max: 1e8 }),
      exportFraction: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      copyRateNow: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      exportRate: fc.option(fc.double({ min: 1, max: 1e9, noNaN: true })),
      past: fc.constantFrom(past, nothingPast),
    });
    fc.assert(
      fc.property(any, (change) => {
        const { whole } = forecastBackup(input(change));
        if (whole === null) return;
        expect(whole.fastMs).toBeGreaterThanOrEqual(0);
        expect(whole.likelyMs).toBeGreaterThanOrEqual(whole.fastMs);
        expect(whole.slowMs).toBeGreaterThanOrEqual(whole.likelyMs);
      }),
    );
  });
});

it('the size of the dump files is learnt from what the dictionary estimated before', () => {
  expect(past.dumpRatio?.likely).toBe(1.5);
  expect(expectedBytes({ estimatedBytes: 1000 }, past)).toBe(1500);
  expect(expectedBytes({ estimatedBytes: 1000 }, nothingPast)).toBe(1000);
  expect(expectedBytes({ estimatedBytes: null }, past)).toBeNull();
});

it('one backup alone is believed half', () => {
  expect(pastRates([night(100, 50)]).copyRate).toEqual({ slow: 25e6, likely: 50e6, fast: 75e6 });
});

it('a moving rate is that of the last minute, and none before there is enough', () => {
  const rate = new MovingRate();
  rate.add(0, 0);
  rate.add(5000, 500);
  expect(rate.perSecond()).toBeNull();
  rate.add(10_000, 1000);
  expect(rate.perSecond()).toBe(100);
  for (let s = 20; s <= 200; s += 10) rate.add(s * 1000, 1000 + (s - 10) * 10);
  expect(rate.perSecond()).toBeCloseTo(10);
});
