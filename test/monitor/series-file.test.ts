import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSeriesFiles, readSeriesFile, removeSeriesFile, SeriesFileWriter } from '../../src/monitor/series-file';
import { lasting, sampleOf } from './example-sample';

const name = { installation: 'PROD', backupId: '20261123T081500Z-3f2a9c', host: 'backup host/1' };
const samples = lasting(sampleOf(), 6);
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'redoubt-series-'));
  folder = join(root, 'state');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the next attempt reads what a killed one kept, and goes on behind a line that was cut off', () => {
  const first = new SeriesFileWriter(folder, name);
  samples.slice(0, 3).forEach((sample) => first.append(sample));
  appendFileSync(first.path, '{"at":17,"seco');
  expect([...readSeriesFile(folder, name)]).toEqual(samples.slice(0, 3));
  const second = new SeriesFileWriter(folder, name);
  samples.slice(3).forEach((sample) => second.append(sample));
  expect([...readSeriesFile(folder, name)]).toEqual(samples);
});

test('more samples than are read at once come back whole', () => {
  const many = lasting(sampleOf(), 200);
  const writer = new SeriesFileWriter(folder, name);
  many.forEach((sample) => writer.append(sample));
  expect([...readSeriesFile(folder, name)]).toEqual(many);
});

test('without a file the series begins anew', () => {
  expect([...readSeriesFile(folder, name)]).toEqual([]);
  expect(listSeriesFiles(folder, 'PROD')).toEqual([]);
});

test('two hosts that share the folder keep theirs apart', () => {
  new SeriesFileWriter(folder, name).append(sampleOf());
  expect([...readSeriesFile(folder, { ...name, host: 'b' })]).toEqual([]);
  new SeriesFileWriter(folder, { ...name, host: 'b' }).append(sampleOf());
  expect(
    listSeriesFiles(folder, 'PROD')
      .map(({ host }) => host)
      .toSorted(),
  ).toEqual(['b', name.host]);
});

test('lines that are no samples are passed over', () => {
  const { path } = new SeriesFileWriter(folder, name);
  writeFileSync(path, 'null\n[]\n{"at":1}\n7\n');
  expect([...readSeriesFile(folder, name)]).toEqual([]);
});

test('the sweep finds the files of its installation alone, and removes one', () => {
  new SeriesFileWriter(folder, name).append(sampleOf());
  new SeriesFileWriter(folder, { ...name, installation: 'TEST' }).append(sampleOf());
  writeFileSync(join(folder, 'monitor-PROD-other.ndjson'), '');
  writeFileSync(join(folder, `monitor-PROD-${name.backupId}-%.ndjson`), '');
  const files = listSeriesFiles(folder, 'PROD');
  expect(files).toEqual([
    {
      ...name,
      path: expect.stringContaining('monitor-PROD-'),
      sizeBytes: expect.any(Number),
      changedAt: expect.any(Number),
    },
  ]);
  removeSeriesFile(folder, name);
  removeSeriesFile(folder, name);
  expect(existsSync(files[0]?.path ?? '')).toBe(false);
  expect(listSeriesFiles(folder, 'TEST')).toHaveLength(1);
});

test('a folder that cannot be written to costs the file, and says why', () => {
  writeFileSync(folder, 'a file where the folder should be');
  const writer = new SeriesFileWriter(folder, name);
  writer.append(sampleOf());
  expect(writer.problem).toMatch(/EEXIST|ENOTDIR/);
});
