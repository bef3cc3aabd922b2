import { meanSample, sampleBytes, type SealSample } from '../../src/domain/seal-sample';

const mib = 2 ** 20;

describe('the bytes that a batch tries', () => {
  it('are a 768th of it, up to 1 MiB', () => {
    expect(sampleBytes(256 * mib)).toBe(Math.floor(mib / 3));
    expect(sampleBytes(384 * mib)).toBe(mib / 2);
    expect(sampleBytes(2048 * mib)).toBe(mib);
  });

  it('are none in a batch so small that they would say nothing', () => {
    expect(sampleBytes(200 * mib)).toBe(0);
  });
});

describe('what several batches found', () => {
  const found = (threads: number, ...levels: SealSample['levels']): SealSample => ({ threads, levels });

  it('comes to the mean of their sizes and the median of their speeds, on the host with the fewest threads', () => {
    const one = found(4, { level: 1, ratio: 0.3, bytesPerSecond: 100 });
    const other = found(2, { level: 1, ratio: 0.5, bytesPerSecond: 300 });
    const disturbed = found(4, { level: 1, ratio: 0.4, bytesPerSecond: 5 });
    expect(meanSample([one, other])).toEqual(found(2, { level: 1, ratio: 0.4, bytesPerSecond: 200 }));
    expect(meanSample([one, other, disturbed])).toEqual(found(2, { level: 1, ratio: 0.4, bytesPerSecond: 100 }));
    expect(meanSample([one])).toBe(one);
    expect(meanSample([])).toBeNull();
  });

  it('is compared only at the levels that all of them tried', () => {
    const one = found(4, { level: 1, ratio: 0.3, bytesPerSecond: 100 });
    const other = found(4, ...one.levels, { level: 9, ratio: 0.2, bytesPerSecond: 10 });
    expect(meanSample([other, one])).toEqual(one);
  });
});
