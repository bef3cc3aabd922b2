import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { IndexLine } from '../../../src/domain/manifest';
import {
  generateAgeKeys,
  identityFileText,
  parseIdentities,
  readIdentities,
  type AgeKeyPair,
} from '../../../src/vault/crypto/age-keys';
import { openPart } from '../../../src/vault/restore/open-part';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import { createSealer, type SealedPart } from '../../../src/vault/seal/sealer';
import { exampleBytes } from '../example-backup';
import { codeOf } from '../region/region-contract';

const lineOf = ({ sealed, sha256, sealedSha256 }: SealedPart, size: number): IndexLine => ({
  part: 0,
  offset: 0,
  size,
  sha256,
  sealedSize: sealed.length,
  sealedSha256,
  key: 'parts/0001-00000000-0000000000000000.zst.age',
});

describe('a sealed part', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-seal-'));
  const threads = new PartThreads(2);
  let keys: AgeKeyPair;
  let identityFile: string;

  beforeAll(async () => {
    keys = await generateAgeKeys();
    identityFile = join(folder, 'identity.txt');
    writeFileSync(identityFile, identityFileText(keys, new Date()));
  });
  afterAll(async () => {
    await threads.close();
    rmSync(folder, { recursive: true });
  });

  const seal = (plain: Buffer, recipients = [keys.recipient]): Promise<SealedPart> =>
    createSealer(threads, { recipients, level: 1 }).seal(Buffer.from(plain));

  /** Around the edges of age's chunks of 64 KiB, of what does not pack. */
  const sizes = [1, 15, 65_000, 65_500, 65_536, 131_072, 1_000_000];

  it.each(sizes)('of %i bytes is opened by the programs age and zstd', async (size) => {
    const plain = exampleBytes(size);
    const { sealed, sha256, sealedSha256 } = await seal(plain);
    expect(sha256).toBe(hash('sha256', plain));
    expect(sealedSha256).toBe(hash('sha256', sealed));
    const packed = execFileSync('age', ['-d', '-i', identityFile], { input: sealed, maxBuffer: 1e9 });
    expect(execFileSync('zstd', ['-dc'], { input: packed, maxBuffer: 1e9 }).equals(plain)).toBe(true);
  });

  it.each(sizes)('of %i bytes that the programs made is opened', async (size) => {
    const plain = exampleBytes(size);
    const packed = execFileSync('zstd', ['-c'], { input: plain, maxBuffer: 1e9 });
    const sealed = execFileSync('age', ['-r', keys.recipient], { input: packed, maxBuffer: 1e9 });
    const part = { sealed, sha256: hash('sha256', plain), sealedSha256: hash('sha256', sealed) };
    const opened = await openPart(threads, sealed, lineOf(part, size), [keys.identity]);
    expect(opened.equals(plain)).toBe(true);
  });

  it('opens to what was sealed, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200_000 }), async (bytes) => {
        const plain = Buffer.from(bytes);
        const part = await seal(plain);
        expect((await openPart(threads, part.sealed, lineOf(part, plain.length), [keys.identity])).equals(plain)).toBe(
          true,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is sealed anew each time: equal parts cannot be told from their bytes', async () => {
    const [a, b] = [await seal(Buffer.from('same')), await seal(Buffer.from('same'))];
    expect(a.sealedSha256).not.toBe(b.sealedSha256);
  });

  it('is opened by each of its recipients and by nobody else', async () => {
    const [second, stranger] = [await generateAgeKeys(), await generateAgeKeys()];
    const part = await seal(Buffer.from('for two'), [keys.recipient, second.recipient]);
    const open = (identity: string): Promise<Buffer> =>
      openPart(threads, Buffer.from(part.sealed), lineOf(part, 7), [identity]);
    expect(String(await open(keys.identity))).toBe('for two');
    expect(String(await open(second.identity))).toBe('for two');
    expect(await codeOf(open(stranger.identity))).toBe('IDENTITY_MISMATCH');
  });

  it('is refused when a bit is flipped or its end is missing', async () => {
    const part = await seal(exampleBytes(200_000));
    const line = lineOf(part, 200_000);
    for (const at of [0, 100, part.sealed.length - 1]) {
      const damaged = Buffer.from(part.sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(await codeOf(openPart(threads, damaged, line, [keys.identity]))).toBe('OBJECT_DAMAGED');
      // Even where the index were wrong too, age itself would not open it.
      const fooled = { ...line, sealedSha256: hash('sha256', damaged) };
      expect(await codeOf(openPart(threads, damaged, fooled, [keys.identity]))).toMatch(
        /OBJECT_DAMAGED|IDENTITY_MISMATCH/,
      );
    }
    const short = Buffer.from(part.sealed.subarray(0, -20));
    expect(await codeOf(openPart(threads, short, line, [keys.identity]))).toBe('OBJECT_DAMAGED');
    const fooled = { ...line, sealedSize: short.length, sealedSha256: hash('sha256', short) };
    expect(await codeOf(openPart(threads, short, fooled, [keys.identity]))).toBe('OBJECT_DAMAGED');
  });

  it('does not unpack to more than its index names', async () => {
    const part = await seal(Buffer.alloc(10_000_000));
    expect(await codeOf(openPart(threads, part.sealed, lineOf(part, 1000), [keys.identity]))).toBe('OBJECT_DAMAGED');
  });

  it('needs a recipient that is one', () => {
    const sealerFor = (recipients: string[]) => () => createSealer(threads, { recipients, level: 1 });
    expect(sealerFor([])).toThrow(expect.objectContaining({ code: 'NO_RECIPIENT' }));
    const typo = keys.recipient.slice(0, -1) + (keys.recipient.endsWith('q') ? 'p' : 'q');
    expect(sealerFor([typo])).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(sealerFor([typo])).toThrow(typo);
  });
});

describe('an identity file', () => {
  it('is read as age-keygen writes it, and as we do', async () => {
    const theirs = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [pair] = await parseIdentities(theirs, 'theirs.txt');
    expect(theirs).toContain(pair?.recipient);
    const ours = await generateAgeKeys();
    const text = identityFileText(ours, new Date());
    expect(execFileSync('age-keygen', ['-y'], { input: text, encoding: 'utf8' }).trim()).toBe(ours.recipient);
    expect(await parseIdentities(text, 'ours.txt')).toEqual([ours]);
  });

  it('is refused with its place, and without its secret, when it is not one', async () => {
    const { identity } = await generateAgeKeys();
    const damaged = identity.slice(0, -1) + (identity.endsWith('Q') ? 'P' : 'Q');
    for (const text of ['', '# nothing', 'hello', `# key\n${damaged}`, 'age-encryption.org/v1\n-> scrypt']) {
      const parsed = parseIdentities(text, 'id.txt');
      expect(await codeOf(parsed)).toBe('IDENTITY_INVALID');
      await expect(parsed).rejects.toThrow('id.txt');
      await expect(parsed).rejects.not.toThrow(damaged);
    }
    expect(await codeOf(readIdentities('/nonexistent/id.txt'))).toBe('IDENTITY_INVALID');
  });
});
