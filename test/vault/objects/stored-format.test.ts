import * as fc from 'fast-check';
import {
  fileObjectBytes,
  fileObjectSchema,
  indexBytes,
  indexLineSchema,
  manifestBytes,
  manifestSchema,
  type IndexLine,
} from '../../../src/domain/manifest';
import { fileObjectKey, indexKey, manifestKey, partKey, signatureKey } from '../../../src/domain/object-keys';
import { exampleManifest } from '../example-manifest';

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const size = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const number = fc.integer({ min: 1, max: 9999 });
const part = fc.integer({ min: 0, max: 99_999_999 });
const line: fc.Arbitrary<IndexLine> = fc.record({
  part,
  offset: fc.nat(),
  size,
  sha256,
  sealedSize: size,
  sealedSha256: sha256,
  key: sha256.map((digest) => partKey(1, 0, digest)),
});

/** The same fields in another order, with one that nobody knows yet. */
const shuffled = (value: object): object => ({
  later: true,
  ...Object.fromEntries(Object.entries(value).toReversed()),
});

describe('what is stored', () => {
  it('is an index that reads back as its lines, in the order of parts, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(line, { selector: (l) => l.part, minLength: 1 }), (lines) => {
        const text = indexBytes(lines).toString('utf8');
        const read = text
          .trimEnd()
          .split('\n')
          .map((json) => indexLineSchema.parse(JSON.parse(json)));
        expect(read).toEqual(lines.toSorted((a, b) => a.part - b.part));
        expect(indexBytes(read.toReversed()).toString('utf8')).toBe(text);
      }),
    );
  });

  it('is a manifest whose bytes depend on what it says alone', () => {
    const backupId = '20261123T081500Z-3f2a9c';
    const file = fc.record({ number, name: fc.string({ minLength: 1 }), size: fc.nat(), sha256 });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1 }), (files) => {
        const manifest = exampleManifest({
          backupId,
          files: files.map(({ number: fileNumber, name, size: bytes, sha256: digest }) => ({
            fileNumber,
            kind: 'dump',
            name,
            size: bytes,
            parts: 1,
            sealedSize: bytes,
            key: fileObjectKey(fileNumber, digest),
            sha256: digest,
          })),
          recipients: ['age1example'],
          regions: [],
        });
        const whole = {
          ...manifest,
          copies: [{ region: 'a', jurisdiction: 'EU', state: 'whole', missingParts: 0 } as const],
        };
        const bytes = manifestBytes(whole);
        expect(manifestSchema.parse(JSON.parse(bytes.toString('utf8')))).toEqual(whole);
        expect(manifestBytes(manifestSchema.parse(shuffled(whole))).equals(bytes)).toBe(true);
      }),
    );
  });

  it('is a file object whose bytes depend on what it says alone', () => {
    const batch = fc.record({ firstPart: part, parts: number, sha256, size });
    fc.assert(
      fc.property(fc.array(batch), fc.string(), (batches, name) => {
        const fileObject = fileObjectSchema.parse({
          version: 1,
          backupId: '20261123T081500Z-3f2a9c',
          fileNumber: 1,
          name,
          size: 0,
          partSize: 1,
          parts: 0,
          batches: batches.map((b) => ({ ...b, key: indexKey(1, b.firstPart, b.sha256) })),
        });
        const bytes = fileObjectBytes(fileObject);
        expect(fileObjectBytes(fileObjectSchema.parse(shuffled(fileObject))).equals(bytes)).toBe(true);
        expect(fileObjectSchema.parse(JSON.parse(bytes.toString('utf8')))).toEqual(fileObject);
      }),
    );
  });

  it('lies under keys that sort by file and part, differ where the bytes differ, and nest nowhere', () => {
    const named = fc.tuple(number, part, sha256);
    fc.assert(
      fc.property(named, named, (a, b) => {
        const [first, second] = [partKey(...a), partKey(...b)];
        const order = a[0] - b[0] || a[1] - b[1];
        if (order !== 0) expect(first < second).toBe(order < 0);
        if (a[2].slice(0, 16) !== b[2].slice(0, 16)) expect(first).not.toBe(second);
        expect(first.startsWith(`${second}/`)).toBe(false);
      }),
    );
    const place = { prefix: '', database: 'sales' };
    expect(manifestKey(place, 'x')).toBe('sales/manifests/x.json');
    expect(signatureKey({ ...place, prefix: 'a/b' }, 'x')).toBe('a/b/sales/manifests/x.json.sig');
  });
});
