import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestBytes } from '../../../src/domain/manifest';
import { fillCopy } from '../../../src/vault/copy/fill-copy';
import { inspectCopy } from '../../../src/vault/objects/inspect-copy';
import { listManifestIds, putManifest, readManifest } from '../../../src/vault/objects/manifests';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import type { Region } from '../../../src/vault/region/region';
import { generateSigningKey, parseSigningKey } from '../../../src/vault/crypto/ssh-keys';
import { signBytes } from '../../../src/vault/crypto/ssh-signature';
import {
  database,
  exampleBytes,
  exampleKeys,
  makeBackup,
  type ExampleBackup,
  type ExampleKeys,
} from '../example-backup';
import { codeOf } from '../region/region-contract';
import { Gateway } from '../versitygw';

const names = ['london', 'frankfurt', 'stockholm'] as const;
type Three<T> = readonly [T, T, T];

describe('a region that lacks some of a backup', () => {
  let gateways: Three<Gateway>;
  let regions: Three<Region>;
  let keys: ExampleKeys;
  let backup: ExampleBackup;
  let number = 0;
  const threads = new PartThreads(2);

  beforeAll(async () => {
    keys = await exampleKeys();
    gateways = [await Gateway.start(names[0]), await Gateway.start(names[1]), await Gateway.start(names[2])];
    const open = (gateway: Gateway): Region => gateway.open({}, { timeouts: { connectMs: 500, idleMs: 1000 } });
    regions = [open(gateways[0]), open(gateways[1]), open(gateways[2])];
  });
  beforeEach(async () => {
    number += 1;
    backup = await makeBackup({
      regions,
      keys,
      threads,
      backupId: `20261123T0815${String(number).padStart(2, '0')}Z-3f2a9c`,
      files: [
        { name: 'A.dmp', bytes: exampleBytes(1_050_000) },
        { name: 'B.log', bytes: Buffer.from('done\n') },
      ],
    });
  });
  afterAll(async () => {
    await threads.close();
    for (const region of regions) region.close();
    for (const gateway of gateways) await gateway.remove();
  });

  const place = () => ({ database, backupId: backup.manifest.backupId });
  const inspect = (target: Region) =>
    inspectCopy({ target, sources: regions, backup: place(), files: backup.manifest.files });
  const fill = (target: Region, sources: readonly Region[] = regions) =>
    fillCopy({ target, sources, backup: place(), files: backup.manifest.files });
  const folderOf = (gateway: Gateway, kind: string): string =>
    gateway.pathOf(`${gateway.name}/${database}/backups/${backup.manifest.backupId}/${kind}`);

  it('is seen by its own listing, filled from the others without a key, and then the same', async () => {
    const [london, frankfurt] = regions;
    const parts = folderOf(gateways[1], 'parts');
    const [first, second, third] = (await readdir(parts)).toSorted();
    await rm(join(parts, first ?? ''));
    await rm(join(parts, third ?? ''));
    await rm(join(parts, second ?? ''));
    await rm(folderOf(gateways[1], 'index'), { recursive: true });
    await rm(folderOf(gateways[1], 'files'), { recursive: true });
    // Sealed parts that no index names stay behind after a kill; they change nothing.
    await writeFile(join(parts, '0001-00000001-0000000000000000.zst.age'), 'left behind');

    expect(await inspect(london)).toEqual({ region: 'london', jurisdiction: 'EU', state: 'whole', missingParts: 0 });
    expect(await inspect(frankfurt)).toMatchObject({ state: 'incomplete', missingParts: 3 });
    const progress: number[] = [];
    const filled = await fillCopy({
      target: frankfurt,
      sources: regions,
      backup: place(),
      files: backup.manifest.files,
      onProgress: ({ objects }) => progress.push(objects),
    });
    expect(filled).toMatchObject({ failed: [], objects: progress.length });
    expect(await inspect(frankfurt)).toMatchObject({ state: 'whole' });
    expect(await fill(frankfurt)).toEqual({ objects: 0, bytes: 0, failed: [] });
    for (const kind of ['parts', 'index', 'files']) {
      for (const name of await readdir(folderOf(gateways[0], kind))) {
        const [a, b] = [join(folderOf(gateways[0], kind), name), join(folderOf(gateways[1], kind), name)];
        expect((await readFile(a)).equals(await readFile(b))).toBe(true);
      }
    }
  });

  it('is filled from a third region where the second one is damaged', async () => {
    const [london, frankfurt, stockholm] = regions;
    const [part] = (await readdir(folderOf(gateways[0], 'parts'))).toSorted();
    await rm(join(folderOf(gateways[0], 'parts'), part ?? ''));
    await truncate(join(folderOf(gateways[1], 'parts'), part ?? ''), 10);
    expect(await inspect(frankfurt)).toMatchObject({ state: 'incomplete', missingParts: 1 });
    expect(await fill(london, [frankfurt, stockholm])).toMatchObject({ objects: 1, failed: [] });
    expect(await inspect(london)).toMatchObject({ state: 'whole' });
  });

  it('keeps what is readable nowhere on its list', async () => {
    const [london, frankfurt] = regions;
    const [part] = (await readdir(folderOf(gateways[0], 'parts'))).toSorted();
    for (const gateway of gateways) await rm(join(folderOf(gateway, 'parts'), part ?? ''));
    const filled = await fill(london, [frankfurt]);
    expect(filled.failed).toEqual([{ key: `parts/${part}`, reason: expect.stringContaining('OBJECT_MISSING') }]);
  });

  it('is unavailable while it is down: an answer, not an error', async () => {
    await gateways[2].down();
    expect(await inspect(regions[2])).toMatchObject({
      state: 'unavailable',
      reason: expect.stringContaining('REGION_UNAVAILABLE'),
    });
    expect(await inspect(regions[0])).toMatchObject({ state: 'whole' });
    await expect(fill(regions[2])).rejects.toMatchObject({ code: 'REGION_UNAVAILABLE' });
    await gateways[2].up();
  }, 60_000);

  it('can be copied to a new bucket under another prefix', async () => {
    const moved = gateways[2].open({ name: 'new', prefix: 'elsewhere/deep' });
    expect(await inspect(moved)).toMatchObject({ state: 'incomplete', missingParts: backup.manifest.totals.parts });
    await fillCopy({ target: moved, sources: regions, backup: place(), files: backup.manifest.files });
    expect(await inspect(moved)).toMatchObject({ state: 'whole' });
    moved.close();
  });

  describe('a manifest', () => {
    const trusted = (): readonly string[] => [keys.signing.publicKey];
    const signed = (bytes: Buffer) => ({
      bytes,
      signature: signBytes(bytes, parseSigningKey(keys.signing.privateFile, 'key')),
    });

    it('may be put again, by anybody', async () => {
      expect(await putManifest(regions[0], place(), signed(backup.bytes), { trusted: trusted() })).toBe('present');
      expect(await listManifestIds(regions[0], database)).toContain(backup.manifest.backupId);
    });

    it('stands against a later one that names the same files, and against one that does not is a conflict', async () => {
      const later = manifestBytes({ ...backup.manifest, warnings: ['another run of the same'] });
      expect(await putManifest(regions[0], place(), signed(later), { trusted: trusted() })).toBe('present');
      const [file] = backup.manifest.files;
      if (file === undefined) throw new Error('no file');
      const other = manifestBytes({ ...backup.manifest, files: [{ ...file, size: 7 }] });
      const put = putManifest(regions[0], place(), signed(other), { trusted: trusted() });
      expect(await codeOf(put)).toBe('MANIFEST_CONFLICT');
      const stored = await readManifest(regions[0], place(), { trusted: trusted() });
      expect(stored.manifest).toEqual(backup.manifest);
    });

    it('is put where a kill left its signature alone', async () => {
      await rm(gateways[1].pathOf(`frankfurt/${database}/manifests/${place().backupId}.json`));
      expect(await codeOf(readManifest(regions[1], place(), { trusted: trusted() }))).toBe('OBJECT_MISSING');
      expect(await putManifest(regions[1], place(), signed(backup.bytes), { trusted: trusted() })).toBe('stored');
    });

    it('is not believed under another backup’s name, in a later version, or from another key', async () => {
      const manifests = gateways[0].pathOf(`london/${database}/manifests`);
      const other = '20270101T000000Z-ffffff';
      for (const end of ['json', 'json.sig']) {
        await cp(join(manifests, `${place().backupId}.${end}`), join(manifests, `${other}.${end}`));
      }
      const read = (backupId: string, keysTrusted = trusted()) =>
        codeOf(readManifest(regions[0], { database, backupId }, { trusted: keysTrusted }));
      expect(await read(other)).toBe('MANIFEST_INVALID');
      expect(await read(place().backupId, [generateSigningKey('x').publicKey])).toBe('SIGNATURE_INVALID');

      const next = '20270102T000000Z-ffffff';
      const { bytes, signature } = signed(Buffer.from(String(backup.bytes).replace('"version": 1', '"version": 2')));
      await writeFile(join(manifests, `${next}.json`), bytes);
      await writeFile(join(manifests, `${next}.json.sig`), signature);
      expect(await read(next)).toBe('MANIFEST_INVALID');
    });
  });
});
