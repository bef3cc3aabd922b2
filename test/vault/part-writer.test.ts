import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PartThreads } from '../../src/vault/part-threads';
import { PartWriter } from '../../src/vault/part-writer';

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
  const writer = new PartWriter(handle, folder, threads);
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
  const writer = new PartWriter(full, '/restored', threads);
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
