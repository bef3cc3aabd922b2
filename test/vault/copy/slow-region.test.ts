import { randomBytes } from 'node:crypto';
import { partRanges } from '../../../src/domain/part-ranges';
import { copyParts, type CopiedParts } from '../../../src/vault/copy/copy-parts';
import { PartMemory } from '../../../src/vault/seal/part-memory';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import { RegionHealth } from '../../../src/vault/region/region-health';
import { exampleKeys, orderFor } from '../example-backup';
import { FaultyLine } from '../faulty-line';
import { Gateway } from '../versitygw';

/** As a worker has them, a thirty-second of the size: memory for four parts and a half, of several batches together. */
const partBytes = 1024 * 1024;
const budgetBytes = 4.625 * partBytes;
const partsPerBatch = 15;

describe('a region whose parts would have all the memory', () => {
  const names = ['london', 'frankfurt', 'stockholm'];
  let gateways: Gateway[];
  let line: FaultyLine;
  let threads: PartThreads;

  beforeAll(async () => {
    gateways = await Promise.all(names.map((name) => Gateway.start(name)));
    line = await FaultyLine.to(() => gateways[1]?.port ?? 0);
    line.only = /^PUT/;
    threads = new PartThreads(2);
  });
  afterAll(async () => {
    await threads.close();
    await Promise.all([line.close(), ...gateways.map((gateway) => gateway.remove())]);
  });

  /** Two lanes, each with two batches, one after the other. */
  async function copyBatches(backupId: string): Promise<readonly CopiedParts[]> {
    const regions = gateways.map((gateway, i) => gateway.open(i === 1 ? { endpoint: line.endpoint } : {}));
    const keys = await exampleKeys();
    const bytes = randomBytes(4 * partsPerBatch * partBytes);
    const memory = new PartMemory({ budgetBytes, plainLeases: 2 });
    const health = new RegionHealth();
    const batch = (first: number): Promise<CopiedParts> => {
      const ranges = partRanges(bytes.length, partBytes, first, first + partsPerBatch);
      return copyParts({
        ...orderFor({ bytes, partBytes, ranges }, { threads, keys, regions, backupId, memory, health }),
        limits: { connectionsOf: () => 8, patienceMs: 300, lastPatienceMs: 10_000 },
      });
    };
    const lane = async (first: number): Promise<CopiedParts[]> => [
      await batch(first),
      await batch(first + partsPerBatch),
    ];
    const done = await Promise.all([lane(0), lane(2 * partsPerBatch)]);
    expect(memory.leasedBytes).toBe(0);
    for (const region of regions) region.close();
    return done.flat();
  }

  it('misses parts, though it never has as many under way as it has places, and takes what its line carries', async () => {
    line.fault = { kind: 'slow', bytesPerSecond: 1_500_000 };
    const done = await copyBatches('20261123T081500Z-3f2a9c');
    const missing = done.reduce((sum, batch) => sum + (batch.missing['frankfurt']?.parts ?? 0), 0);
    expect(missing).toBeGreaterThan(2 * partsPerBatch);
    expect(missing).toBeLessThan(4 * partsPerBatch);
    expect(done.flatMap((batch) => Object.keys(batch.missing)).includes('london')).toBe(false);
  });

  it('misses parts where it takes none at all, and the others get every one', async () => {
    line.fault = { kind: 'deaf' };
    const done = await copyBatches('20261123T081600Z-3f2a9c');
    expect(done.map(({ lines }) => lines.length)).toEqual(Array.from({ length: 4 }, () => partsPerBatch));
    expect(done.map(({ missing }) => missing['frankfurt']?.parts)).toEqual(
      Array.from({ length: 4 }, () => partsPerBatch),
    );
  });
});
