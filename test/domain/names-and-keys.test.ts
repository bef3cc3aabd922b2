import fc from 'fast-check';
import { backupIdOf, backupIdSchema, startOfBackup } from '../../src/domain/backup-id';
import { dumpFileName, exportNames, parseJobName } from '../../src/domain/export-names';
import { manifestKey, partKey, signatureKey } from '../../src/domain/object-keys';
import { countParts, partRanges, partsPerBatch } from '../../src/domain/part-ranges';

describe('a backup id', () => {
  it('is the start in UTC and the last six hex digits of the first run', () => {
    const id = backupIdOf(new Date('2026-11-23T08:15:00.123Z'), '0199f3b0-5c1a-7b2c-8d3e-4f5a6b3f2a9c');
    expect(id).toBe('20261123T081500Z-3f2a9c');
    expect(backupIdSchema.parse(id)).toBe(id);
    expect(startOfBackup(id)).toEqual(new Date('2026-11-23T08:15:00Z'));
  });

  it('sorts by time', () => {
    const run = fc.uuid();
    const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, run, run, (a, b, r1, r2) => {
        if (Math.floor(a.getTime() / 1000) >= Math.floor(b.getTime() / 1000)) return;
        expect(backupIdOf(a, r1) < backupIdOf(b, r2)).toBe(true);
      }),
    );
  });
});

describe('the names of an export', () => {
  it('carry the tag, the backup and the attempt', () => {
    expect(exportNames('PROD', '20261123T081500Z-3f2a9c', 2)).toEqual({
      jobName: 'RDBT_PROD_20261123T081500Z_3F2A9C_2',
      dumpTemplate: 'rdbt_prod_20261123t081500z_3f2a9c_2_%L.dmp',
      logFile: 'rdbt_prod_20261123t081500z_3f2a9c_2.log',
    });
  });

  it('tell whose job it is, and say nothing of a stranger’s', () => {
    const { jobName } = exportNames('PROD', '20261123T081500Z-3f2a9c', 2);
    expect(parseJobName(jobName)).toEqual({ tag: 'PROD', backupId: '20261123T081500Z-3f2a9c', attempt: 2 });
    expect(parseJobName('SYS_EXPORT_SCHEMA_01')).toBeUndefined();
  });

  it('count dump files as Data Pump’s %L does', () => {
    expect([1, 99, 100].map((n) => dumpFileName('a_%L.dmp', n))).toEqual(['a_01.dmp', 'a_99.dmp', 'a_100.dmp']);
  });
});

describe('object keys', () => {
  const place = { prefix: 'prod', database: 'sales' };

  it('lie below the prefix and the database, the signature beside its manifest', () => {
    expect(manifestKey(place, '20261123T081500Z-3f2a9c')).toBe('prod/sales/manifests/20261123T081500Z-3f2a9c.json');
    expect(signatureKey(place, '20261123T081500Z-3f2a9c')).toBe(
      'prod/sales/manifests/20261123T081500Z-3f2a9c.json.sig',
    );
    expect(manifestKey({ ...place, prefix: '' }, 'x')).toBe('sales/manifests/x.json');
  });

  it('have the digest of the bytes in them, so that no key is written twice with other bytes', () => {
    expect(partKey(3, 12, 'abcdef0123456789'.repeat(4))).toBe('parts/0003-00000012-abcdef0123456789.zst.age');
  });
});

describe('parts', () => {
  it('cover a file without gap or overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 999 }), (fileBytes, partBytes) => {
        const ranges = partRanges(fileBytes, partBytes, 0, countParts(fileBytes, partBytes));
        let next = 0;
        for (const range of ranges) {
          expect(range.offsetBytes).toBe(next);
          expect(range.sizeBytes).toBeGreaterThan(0);
          next += range.sizeBytes;
        }
        expect(next).toBe(fileBytes);
      }),
    );
  });

  it('make batches of a 300th of the backup, of a small one a 32nd up to 512 MiB, at most 2 GiB', () => {
    const part = 32 * 2 ** 20;
    expect(partsPerBatch(10 * 2 ** 20, part)).toBe(8);
    expect(partsPerBatch(10 * 2 ** 30, part)).toBe(10);
    expect(partsPerBatch(100 * 2 ** 30, part)).toBe(16);
    expect(partsPerBatch(300 * 2 ** 30, part)).toBe(32);
    expect(partsPerBatch(2 ** 47, part)).toBe(64);
  });
});
