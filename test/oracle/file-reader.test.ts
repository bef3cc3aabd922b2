import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryFile, type FileReader } from '../../src/oracle/file-reader';
import { openLocalFile } from '../../src/oracle/local-file-reader';
import { eventually } from '../sandbox/oracle/net/net-fixture';
import { openScriptedDatabase } from './scripted-database';

const megabyte = 1024 * 1024;
const content = randomBytes(5 * megabyte + 12_345);

interface Place extends AsyncDisposable {
  open(expectedBytes?: number): Promise<FileReader>;
  change(bytes: Buffer): Promise<void>;
}

const places: Record<string, () => Promise<Place>> = {
  'over the wire': async () => {
    const database = await openScriptedDatabase();
    database.engine.files.set('x.dmp', content);
    return {
      open: (expectedBytes) =>
        openDirectoryFile(database.target, 'DUMPS', 'x.dmp', {
          sessions: 3,
          ...(expectedBytes === undefined ? {} : { expectedBytes }),
        }),
      change: (bytes) => Promise.resolve(void database.engine.files.set('x.dmp', bytes)),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  },
  'from a local path': async () => {
    const directory = await mkdtemp(join(tmpdir(), 'redoubt-file-'));
    const path = join(directory, 'x.dmp');
    await writeFile(path, content);
    return {
      open: (expectedBytes) => openLocalFile(directory, 'x.dmp', expectedBytes),
      // The same file, shorter or longer: a reader keeps it open.
      change: (bytes) => truncate(path, bytes.length),
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
    };
  },
};

describe.each(Object.keys(places))('a dump file read %s', (kind) => {
  const openPlace = places[kind] as () => Promise<Place>;

  it('is the same bytes, in any order and several ranges at once', async () => {
    await using place = await openPlace();
    const reader = await place.open(content.length);
    expect(reader.sizeBytes).toBe(content.length);
    const ranges = [
      [3 * megabyte, 2 * megabyte + 12_345],
      [0, 3 * megabyte],
      [megabyte - 1, 2],
      [content.length, 0],
    ] as const;
    const read = await Promise.all(ranges.map(([offset, size]) => reader.readRange(offset, size)));
    ranges.forEach(([offset, size], i) => expect(read[i]?.equals(content.subarray(offset, offset + size))).toBe(true));
    await reader.close();
  });

  it('is refused when it has another length than the export said', async () => {
    await using place = await openPlace();
    await expect(place.open(content.length - 1)).rejects.toMatchObject({ code: 'DUMP_FILE_CHANGED' });
  });

  it('is refused when it grew or shrank while it was read', async () => {
    await using place = await openPlace();
    const reader = await place.open();
    await place.change(content.subarray(0, 2 * megabyte));
    await expect(reader.readRange(0, megabyte)).rejects.toMatchObject({ code: 'DUMP_FILE_CHANGED' });
    await expect(reader.readRange(4 * megabyte, megabyte)).rejects.toMatchObject({ code: 'DUMP_FILE_CHANGED' });
    await reader.close();
  });

  it('stops when the signal aborts', async () => {
    await using place = await openPlace();
    const reader = await place.open();
    await expect(reader.readRange(0, megabyte, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await reader.close();
  });
});

describe('a dump file over the wire', () => {
  it('uses no more sessions than it may, and closes them', async () => {
    await using database = await openScriptedDatabase();
    database.engine.files.set('x.dmp', content);
    const reader = await openDirectoryFile(database.target, 'DUMPS', 'x.dmp', { sessions: 2 });
    await Promise.all([reader.readRange(0, content.length), reader.readRange(0, content.length)]);
    expect(database.engine.openSessions).toHaveLength(2);
    await reader.close();
    await eventually(() => database.engine.openSessions.length === 0);
  });

  it('goes on with a new session after one was lost', async () => {
    await using database = await openScriptedDatabase();
    database.engine.files.set('x.dmp', content);
    const reader = await openDirectoryFile(database.target, 'DUMPS', 'x.dmp', { sessions: 1 });
    database.engine.kill(1);
    await expect(reader.readRange(0, megabyte)).rejects.toMatchObject({ code: 'DATABASE_CONNECTION_LOST' });
    expect((await reader.readRange(0, megabyte)).equals(content.subarray(0, megabyte))).toBe(true);
    await reader.close();
  });

  it('that is gone has changed', async () => {
    await using database = await openScriptedDatabase();
    const opening = openDirectoryFile(database.target, 'DUMPS', 'gone.dmp', { sessions: 1, expectedBytes: 5 });
    await expect(opening).rejects.toMatchObject({
      code: 'DUMP_FILE_CHANGED',
      message: expect.stringContaining('is gone'),
    });
    await eventually(() => database.engine.openSessions.length === 0);
  });
});
