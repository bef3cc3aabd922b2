import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestBytes, type Manifest } from '../../../src/domain/manifest';
import { generateAgeKeys, identityFileText } from '../../../src/vault/crypto/age-keys';
import { putManifest } from '../../../src/vault/objects/manifests';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import type { Region } from '../../../src/vault/region/region';
import { restoreBackup, type RestoreOrder, type RestoreReport } from '../../../src/vault/restore/restore-backup';
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

const backupId = '20261123T081500Z-3f2a9c';
const files = [
  { name: 'SALES_01.dmp', bytes: exampleBytes(1_250_000) },
  { name: 'SALES_02.dmp', bytes: exampleBytes(99_999) },
  { name: 'EMPTY.dmp', bytes: Buffer.alloc(0) },
  { name: 'SALES.log', bytes: Buffer.from('Job completed\n') },
];

describe('a restore', () => {
  let gateways: [Gateway, Gateway];
  let regions: [Region, Region];
  let keys: ExampleKeys;
  let folder: string;
  let backup: ExampleBackup;
  let runs = 0;
  const threads = new PartThreads(2);

  beforeAll(async () => {
    keys = await exampleKeys();
    folder = await mkdtemp(join(tmpdir(), 'redoubt-restore-'));
    await writeFile(join(folder, 'identity.txt'), identityFileText(keys.age, new Date()), { mode: 0o600 });
  });
  beforeEach(async () => {
    gateways = [await Gateway.start('london'), await Gateway.start('frankfurt')];
    const timeouts = { connectMs: 500, idleMs: 1000 };
    regions = [gateways[0].open({}, { timeouts }), gateways[1].open({}, { timeouts })];
    backup = await makeBackup({ regions, keys, files, backupId, threads });
    runs += 1;
  });
  afterEach(async () => {
    for (const region of regions) region.close();
    for (const gateway of gateways) await gateway.remove();
  });
  afterAll(async () => {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  });

  const to = (): string => join(folder, `to-${runs}`);
  const restore = (changes: Partial<RestoreOrder> = {}): Promise<RestoreReport> =>
    restoreBackup({
      wholeDigests: true,
      regions,
      database,
      selector: { backup: 'latest' },
      identityFile: join(folder, 'identity.txt'),
      to: to(),
      trusted: [keys.signing.publicKey],
      ...changes,
    });
  async function expectWhole(): Promise<void> {
    expect((await readdir(to())).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    for (const { name, bytes } of files) expect((await readFile(join(to(), name))).equals(bytes)).toBe(true);
  }
  /** Where the objects of a kind lie on a gateway's disk. */
  async function objectsOf(gateway: Gateway, kind: 'parts' | 'index' | 'files'): Promise<string[]> {
    const at = gateway.pathOf(`${gateway.name}/${database}/backups/${backupId}/${kind}`);
    return (await readdir(at)).toSorted().map((name) => join(at, name));
  }
  async function flip(path: string): Promise<void> {
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(path, bytes);
  }

  it('gives back the same bytes under the same names', async () => {
    const progress: number[] = [];
    const report = await restore({ onProgress: ({ bytesDone }) => progress.push(bytesDone) });
    await expectWhole();
    expect(report).toMatchObject({ problems: [], warnings: [] });
    expect(report.files.map(({ sha256 }) => sha256)).toEqual(files.map(({ bytes }) => hash('sha256', bytes)));
    expect(report.regionsUsed).toHaveLength(1);
    expect(progress.at(-1)).toBe(backup.manifest.totals.bytes);
    const again = restore();
    expect(await codeOf(again)).toBe('TARGET_NOT_EMPTY');
    await expectWhole();
  });

  it('gives back parts that take several writes, whose last is a short one', async () => {
    const large = { name: 'LARGE.dmp', bytes: exampleBytes(3_100_001) };
    const options = { regions, keys, files: [large], threads, partBytes: 1_200_000 };
    await makeBackup({ ...options, backupId: '20261124T081500Z-3f2a9c' });
    await restore({ selector: { backup: '20261124T081500Z-3f2a9c' } });
    expect((await readFile(join(to(), large.name))).equals(large.bytes)).toBe(true);
  });

  it('has no digest of whole files where nobody asked for it', async () => {
    const { files: restored } = await restore({ wholeDigests: false });
    await expectWhole();
    expect(restored.every((file) => !('sha256' in file))).toBe(true);
  });

  it('reads from the next region what is longer in one than its index says', async () => {
    const [path = ''] = await objectsOf(gateways[0], 'parts');
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(100)]));
    const regionsInOrder = [...regions].sort(({ settings }) => (settings.name === 'london' ? -1 : 1));
    await restore({ regions: regionsInOrder });
    await expectWhole();
  });

  describe('that was killed half-way', () => {
    /** Called off without a chance to tidy up, as by a kill; what was in flight is there. */
    const leaveUnfinished = async (atBytes = 1): Promise<void> => {
      const controller = new AbortController();
      const stopped = restore({
        onProgress: ({ bytesDone }) => {
          if (bytesDone >= atBytes) controller.abort(new Error('killed'));
        },
        signal: controller.signal,
        tries: { again: false, another: () => true },
      });
      await expect(stopped).rejects.toThrow('killed');
    };

    it('is gone on with: what it wrote is checked, not fetched', async () => {
      await leaveUnfinished(files[0]?.bytes.length);
      expect(await readdir(to())).toContain('SALES_01.dmp.partial');
      for (const gateway of gateways) {
        const parts = await objectsOf(gateway, 'parts');
        for (const part of parts.filter((path) => path.includes('/0001-'))) await rm(part);
      }
      await restore();
      await expectWhole();
    });

    it('is gone on with over bytes that are not as they were, and over a file that is too long', async () => {
      await leaveUnfinished();
      await flip(join(to(), 'SALES_01.dmp.partial'));
      await writeFile(join(to(), 'SALES.log.partial'), 'x'.repeat(1000));
      await restore();
      await expectWhole();
    });

    it('between two names is looked at again by the next try, and by nobody else', async () => {
      await restore();
      await rename(join(to(), 'SALES_02.dmp'), join(to(), 'SALES_02.dmp.partial'));
      await flip(join(to(), 'SALES_01.dmp'));
      expect(await codeOf(restore())).toBe('TARGET_NOT_EMPTY');
      await restore({ tries: { again: true, another: () => true } });
      await expectWhole();
    });

    it('is refused beside any other file, and nothing is touched', async () => {
      await leaveUnfinished();
      await writeFile(join(to(), 'OTHER.dmp.partial'), 'of another backup');
      const refused = restore({ tries: { again: true, another: () => true } });
      await expect(refused).rejects.toThrow(/has OTHER\.dmp\.partial, left by a restore of another backup/);
      expect(await readdir(to())).toContain('SALES_01.dmp.partial');
    });

    it('fails whole, with nothing left, once no try follows', async () => {
      await leaveUnfinished();
      for (const gateway of gateways) for (const part of await objectsOf(gateway, 'parts')) await rm(part);
      await expect(restore()).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
      expect(await readdir(to())).toEqual([]);
    });
  });

  it('needs one region only', async () => {
    await gateways[0].down();
    const report = await restore({ selector: { backup: backupId } });
    await expectWhole();
    expect(report.regionsUsed).toEqual(['frankfurt']);
    expect(report.problems).toMatchObject([{ region: 'london', code: 'REGION_UNAVAILABLE' }]);
  });

  it('reads what is missing, cut off or flipped in one region from the other, and says so', async () => {
    const [first, second, third, fourth] = await objectsOf(gateways[0], 'parts');
    const others = await objectsOf(gateways[1], 'parts');
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error('parts');
    await rm(first);
    await truncate(second, 1000);
    await flip(third);
    await flip(others.at(-1) ?? '');
    const [index] = await objectsOf(gateways[0], 'index');
    await flip(index ?? '');
    const report = await restore({ regions });
    await expectWhole();
    const codes = report.problems.map(({ region, code }) => `${region} ${code}`);
    expect(codes.every((line) => /(OBJECT_MISSING|OBJECT_DAMAGED)$/.test(line))).toBe(true);
    expect(codes.length).toBeGreaterThan(0);
  });

  it('fails without a trace of files when no region has a part whole, and names it', async () => {
    const [part] = await objectsOf(gateways[0], 'parts');
    const [other] = await objectsOf(gateways[1], 'parts');
    await rm(part ?? '');
    await flip(other ?? '');
    const restored = restore();
    await expect(restored).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
    await expect(restored).rejects.toThrow(/SALES_01\.dmp.*parts\/0001-00000000-.*london \(OBJECT_MISSING\)/);
    await expect(restored).rejects.toThrow(/frankfurt \(OBJECT_DAMAGED\)/);
    await expect(readdir(to())).rejects.toThrow('ENOENT');
  });

  it('leaves nothing in a directory that was there, when it is called off', async () => {
    await mkdir(to());
    const controller = new AbortController();
    const reason = new Error('enough');
    const restored = restore({ onProgress: () => controller.abort(reason), signal: controller.signal });
    await expect(restored).rejects.toBe(reason);
    expect(await readdir(to())).toEqual([]);
  });

  it('refuses an identity that cannot open the backup, before it fetches a part', async () => {
    const stranger = join(folder, 'stranger.txt');
    await writeFile(stranger, identityFileText(await generateAgeKeys(), new Date()));
    const restored = restore({ identityFile: stranger });
    expect(await codeOf(restored)).toBe('IDENTITY_MISMATCH');
    await expect(restored).rejects.toThrow(keys.age.recipient);
    await writeFile(stranger, 'my key');
    expect(await codeOf(restore({ identityFile: stranger }))).toBe('IDENTITY_INVALID');
  });

  it('believes no manifest of another key, and says when nobody told it whom to believe', async () => {
    const trusted = [generateSigningKey('other').publicKey];
    expect(await codeOf(restore({ trusted }))).toBe('SIGNATURE_INVALID');
    const report = await restore({ trusted: [] });
    expect(report.warnings).toEqual([expect.stringContaining(keys.signing.publicKey)]);
  });

  it('takes a manifest that was tampered with from the other region', async () => {
    const path = gateways[0].pathOf(`london/${database}/manifests/${backupId}.json`);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('SALES_01.dmp', 'SALES_99.dmp'));
    const report = await restore();
    await expectWhole();
    const seen = report.problems.filter(({ region }) => region === 'london');
    expect(seen.map(({ code }) => code)).toEqual(seen.length === 0 ? [] : ['SIGNATURE_INVALID']);
  });

  it('writes to no path but its directory, whatever a manifest names', async () => {
    const evil: Manifest = {
      ...backup.manifest,
      backupId: '20261124T000000Z-000000',
      files: backup.manifest.files.map((file) => ({ ...file, name: '../../outside.dmp' })),
    };
    const bytes = manifestBytes(evil);
    const signature = signBytes(bytes, parseSigningKey(keys.signing.privateFile, 'key'));
    const trusted = [keys.signing.publicKey];
    await putManifest(regions[0], { database, backupId: evil.backupId }, { bytes, signature }, { trusted });
    expect(await codeOf(restore())).toBe('MANIFEST_INVALID');
  });

  it('finds backups by id, the latest, and the newest that was complete before a time', async () => {
    const older = '20261122T081500Z-aaaaaa';
    await makeBackup({ regions, keys, files: files.slice(3), backupId: older, manifestTo: [regions[1]], threads });
    const found = async (selector: RestoreOrder['selector']): Promise<string> => {
      runs += 1;
      return (await restore({ selector })).manifest.backupId;
    };
    expect(await found({ backup: 'latest' })).toBe(backupId);
    expect(await found({ backup: older })).toBe(older);
    expect(await found({ before: '2026-11-23T08:20:00Z' })).toBe(older);
    expect(await found({ before: '2026-11-23T08:25:00Z' })).toBe(backupId);
    const none = restore({ selector: { before: '2026-11-01T00:00:00Z' } });
    expect(await codeOf(none)).toBe('BACKUP_NOT_FOUND');
    await expect(none).rejects.toThrow(backupId);
  });

  it('says that a directory cannot be written', async () => {
    await writeFile(join(folder, 'a-file'), '');
    expect(await codeOf(restore({ to: join(folder, 'a-file', 'below') }))).toBe('TARGET_UNWRITABLE');
  });
});
