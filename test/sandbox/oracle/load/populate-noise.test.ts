import { zstdCompressSync } from 'node:zlib';
import { populateNoise } from '../../../../src/sandbox/oracle/load/populate-noise';
import { openTestDatabase } from '../storage/open-test-database';

describe('the noise schema', () => {
  test('compresses to the bytes that were asked for, and no further', async () => {
    using test = openTestDatabase();
    const filled = await populateNoise(test.database, { bytes: 3_000_000, seed: 1 });
    expect(filled).toEqual({ tables: 1, rows: test.database.rowCount('SALES', 'NOISE') });
    const texts: string[] = [];
    for (const rows of test.database.scanRows('SALES', 'NOISE', { batchRows: 1000 }))
      for (const [, text] of rows) if (typeof text === 'string') texts.push(text);
    const compressed = zstdCompressSync(Buffer.from(texts.join(''))).length;
    expect(compressed / 3_000_000).toBeGreaterThan(0.98);
    expect(compressed / 3_000_000).toBeLessThan(1.05);
  });
});
