import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RemovedFiles } from '../../../src/sandbox/oracle/removed-files';
import { temporaryDirectory } from '../temporary-directory';

const directory = temporaryDirectory('removed');
const journal = path.join(directory, 'removed.ndjson');

test('a dump file is witnessed with its name, size and digest before it goes', () => {
  const bytes = randomBytes(9_000_000);
  const file = path.join(directory, 'x_01.dmp');
  writeFileSync(file, bytes);
  const removed = new RemovedFiles(journal);
  removed.beforeRemove(file);
  rmSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(removed.list()).toMatchObject([{ name: 'x_01.dmp', path: file, sizeBytes: bytes.length, sha256 }]);
});

test('what was witnessed is still known after a restart', () => {
  expect(new RemovedFiles(journal).list()).toHaveLength(1);
});

test('logs are of no interest', () => {
  const removed = new RemovedFiles(path.join(directory, 'other.ndjson'));
  removed.beforeRemove(path.join(directory, 'x.log'));
  expect(removed.list()).toEqual([]);
});
