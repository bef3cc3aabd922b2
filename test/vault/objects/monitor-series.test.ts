import { hash } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { monitorSeriesKey } from '../../../src/domain/object-keys';
import { listManifestIds, readManifest } from '../../../src/vault/objects/manifests';
import { putMonitorSeries, readMonitorSeries } from '../../../src/vault/objects/monitor-series';
import type { Region } from '../../../src/vault/region/region';
import { exampleBytes, exampleKeys, makeBackup } from '../example-backup';
import { Gateway } from '../versitygw';

const place = { database: 'sales', backupId: '20261123T081500Z-3f2a9c' };
const bytes = Buffer.from('a series');
const sha256 = hash('sha256', bytes);
const once = { attempts: 1, withinMs: 1000, firstDelayMs: 1, maxDelayMs: 1 };

let gateways: readonly Gateway[];
let regions: readonly Region[];

beforeAll(async () => {
  gateways = await Promise.all(['london', 'paris'].map((name) => Gateway.start(name)));
  regions = gateways.map((gateway) => gateway.open());
});
afterAll(async () => {
  regions.forEach((region) => region.close());
  await Promise.all(gateways.map((gateway) => gateway.remove()));
});

const pathIn = (i: number): string =>
  gateways[i]?.pathOf(
    monitorSeriesKey({ prefix: regions[i]?.settings.prefix ?? '', database: 'sales' }, place.backupId, sha256),
  ) ?? '';

test('a series is put in every region under one name, twice as well as once', async () => {
  const stored = await putMonitorSeries(regions, place, bytes);
  expect(stored).toMatchObject({
    key: `manifests/${place.backupId}.monitor-${sha256.slice(0, 16)}.zst`,
    sha256,
    sizeBytes: 8,
  });
  expect([...stored.outcomes.values()]).toEqual([undefined, undefined]);
  await putMonitorSeries(regions, place, bytes);
  expect((await readMonitorSeries(regions, place, sha256)).equals(bytes)).toBe(true);
});

test('the catalogue and the manifest are the same with a series beside them', async () => {
  const keys = await exampleKeys();
  await makeBackup({ regions, keys, files: [{ name: 'S.dmp', bytes: exampleBytes(1000) }], backupId: place.backupId });
  for (const region of regions) {
    expect(await listManifestIds(region, 'sales')).toEqual([place.backupId]);
    await readManifest(region, place, { trusted: [keys.signing.publicKey] });
  }
});

test('other bytes in one region are not believed: the next one is read', async () => {
  appendFileSync(pathIn(0), 'x');
  expect((await readMonitorSeries(regions, place, sha256)).equals(bytes)).toBe(true);
  rmSync(pathIn(1));
  await expect(readMonitorSeries(regions.slice(0, 1), place, sha256)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  await expect(readMonitorSeries(regions, place, sha256)).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
});

test('one region that answers is enough to keep a series; the other is named', async () => {
  await gateways[0]?.down();
  const { outcomes } = await putMonitorSeries(regions, place, Buffer.from('another'), { retries: once });
  expect(outcomes.get('london')).toMatchObject({ code: 'REGION_UNAVAILABLE' });
  expect(outcomes.get('paris')).toBeUndefined();
});
