import { randomFillSync } from 'node:crypto';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectFile, pagesOf } from '../../../src/vault/restore/direct-file';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import { PartWriter } from '../../../src/vault/restore/part-writer';

const threads = new PartThreads(2);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redoubt-writer-'));
});
afterAll(async () => {
  await threads.close();
  await rm(folder, { recursive: true });
});

const shared = (sizeBytes: number): Uint8Array => randomFillSync(new Uint8Array(new SharedArrayBuffer(sizeBytes)));

it('puts parts of a file where they belong, in any order and several at once', async () => {
  const path = join(folder, 'x.dmp');
  const handle = await open(path, 'w');
  const writer = new PartWriter({ handle }, folder, threads);
  // One larger than what is written at a time, one larger than what lies between two syncs.
  const parts = [shared(700_001), shared(30 * 2 ** 20), shared(1)];
  const offsets = [0, 700_001, 700_001 + 30 * 2 ** 20];
  await Promise.all([2, 0, 1].map((i) => writer.write(parts[i] as Uint8Array, offsets[i] as number)));
  await writer.finish();
  await writer.settled();
  await handle.close();
  expect((await readFile(path)).equals(Buffer.concat(parts))).toBe(true);
});

it('says why the disk takes no more, and lets the next one have its turn', async () => {
  const full = await open('/dev/full', 'w');
  const writer = new PartWriter({ handle: full }, '/restored', threads);
  const writes = await Promise.allSettled([writer.write(shared(10), 0), writer.write(shared(10), 10)]);
  for (const write of writes) {
    expect(write).toMatchObject({
      status: 'rejected',
      reason: { code: 'TARGET_UNWRITABLE', message: expect.stringMatching(/^\/restored cannot be written: ENOSPC/) },
    });
  }
  await writer.settled();
  await full.close();
});

/** Whether the folder of the tests lies on a file system with such a way: tmpfs has it since Linux 6.6. */
function hasDirect(): boolean {
  const probed = mkdtempSync(join(tmpdir(), 'redoubt-direct-'));
  try {
    closeSync(openSync(join(probed, 'file'), constants.O_WRONLY | constants.O_CREAT | constants.O_DIRECT));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probed, { recursive: true });
  }
}

const [describeWhere, skipped] = hasDirect()
  ? [describe, '']
  : [describe.skip, ` (skipped: no O_DIRECT in ${tmpdir()}; set TMPDIR to a folder on a disk)`];
describeWhere(`past the page cache${skipped}`, () => {
  const inPages = (sizeBytes: number): Uint8Array => randomFillSync(new Uint8Array(pagesOf(sizeBytes)));
  let path: string;
  let handle: FileHandle;
  let direct: DirectFile;
  beforeEach(async () => {
    path = join(folder, 'direct.dmp');
    handle = await open(path, 'w');
    direct = (await DirectFile.open(path)) as DirectFile;
  });
  afterEach(async () => {
    await direct.close();
    await handle.close();
  });

  it('goes what fills blocks; a rest, and what does not begin at a block, goes the other way', async () => {
    const writer = new PartWriter({ handle, direct }, folder, threads);
    const parts = [inPages(8192), inPages(4096 + 100), inPages(5000)];
    const offsets = [0, 8192, 8192 + 4196];
    await Promise.all([2, 0, 1].map((i) => writer.write(parts[i] as Uint8Array, offsets[i] as number)));
    await writer.finish();
    expect((await readFile(path)).equals(Buffer.concat(parts))).toBe(true);
  });

  it.each([
    [8192, 0, 8192],
    [9000, 4096, 8192],
    [100, 0, 0],
    [8192, 512, 0],
  ])('of %d bytes at %d there go %d', async (sizeBytes, offset, written) => {
    expect(await direct.write(inPages(sizeBytes), offset)).toBe(written);
  });

  it('nothing goes from memory that begins elsewhere, and it is written all the same', async () => {
    const bytes = inPages(8193).subarray(1);
    expect(await direct.write(bytes, 0)).toBe(0);
    await new PartWriter({ handle, direct }, folder, threads).write(bytes, 0);
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  it('nothing goes where there is no such way', async () => {
    expect(await DirectFile.open('/dev/full')).toBeUndefined();
    expect(await DirectFile.open(join(folder, 'not-there'))).toBeUndefined();
  });
});
