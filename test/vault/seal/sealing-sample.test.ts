import { constants, zstdCompressSync } from 'node:zlib';
import type { SealSample } from '../../../src/domain/seal-sample';
import { generateAgeKeys, type AgeKeyPair } from '../../../src/vault/crypto/age-keys';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import { createSealer } from '../../../src/vault/seal/sealer';
import { exampleBytes } from '../example-backup';

const sampled = 64 * 1024;

describe('a sealer that is to try other levels', () => {
  const threads = new PartThreads(2);
  let keys: AgeKeyPair;
  beforeAll(async () => {
    keys = await generateAgeKeys();
  });
  afterAll(() => threads.close());

  async function seal(parts: readonly Buffer[]): Promise<readonly SealSample[]> {
    const told: SealSample[] = [];
    const sampling = { bytes: sampled, levels: [1, 3, 5], onSample: (sample: SealSample) => void told.push(sample) };
    const sealer = createSealer(threads, { recipients: [keys.recipient], level: 1, sampling });
    await Promise.all(parts.map((part) => sealer.seal(part)));
    return told;
  }

  it('tells once what the first bytes of a part come to at each', async () => {
    const part = exampleBytes(200_000);
    const told = await seal([part, part, part]);
    const ratioAt = (level: number): number => {
      const params = { [constants.ZSTD_c_compressionLevel]: level };
      return Number((zstdCompressSync(part.subarray(0, sampled), { params }).length / sampled).toFixed(4));
    };
    const speed: unknown = expect.any(Number);
    const levels = [1, 3, 5].map((level) => ({ level, ratio: ratioAt(level), bytesPerSecond: speed }));
    expect(told).toEqual([{ threads: 2, levels }]);
    for (const { bytesPerSecond } of told[0]?.levels ?? []) expect(bytesPerSecond).toBeGreaterThan(0);
  });

  it('waits for a part that is large enough', async () => {
    expect(await seal([exampleBytes(1000)])).toEqual([]);
    expect(await seal([exampleBytes(1000), exampleBytes(200_000)])).toHaveLength(1);
  });
});
